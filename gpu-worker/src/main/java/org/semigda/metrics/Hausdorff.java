package org.semigda.metrics;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Two readings of the 95% Hausdorff distance. */
public final class Hausdorff {

    private Hausdorff() {}

    /**
     * 95th percentile (linear interpolation) of both directed boundary distances joined, in pixels. The boundary is the
     * mask minus its erosion with the 4-neighbourhood. Both empty: 0; one empty: undefined.
     */
    public static OptionalDouble hd95(BinaryMask truth, BinaryMask prediction) {
        truth.requireSameSize(prediction);
        if (truth.isEmpty() && prediction.isEmpty()) {
            return OptionalDouble.of(0);
        }
        if (truth.isEmpty() || prediction.isEmpty()) {
            return OptionalDouble.empty();
        }
        boolean[] truthBoundary = truth.boundary();
        boolean[] predictionBoundary = prediction.boundary();
        double[] toPrediction = DistanceTransform.squared(truth.width(), truth.height(), predictionBoundary);
        double[] toTruth = DistanceTransform.squared(truth.width(), truth.height(), truthBoundary);
        double[] joined = DoubleStream.concat(
                        distances(truthBoundary, toPrediction), distances(predictionBoundary, toTruth))
                .sorted()
                .toArray();
        return OptionalDouble.of(Percentile.of(joined, 0.95));
    }

    /**
     * What the paper's release reports as 95HD: 0.95 times the Hausdorff distance of the two masks seen as sets of rows,
     * each row of W values one point. It is not a distance in the image; shown to compare with the paper's tables only.
     * An empty mask is a set of rows of zeros like any other.
     */
    public static double hd95Released(BinaryMask truth, BinaryMask prediction) {
        truth.requireSameSize(prediction);
        List<BitSet> truthRows = rows(truth);
        List<BitSet> predictionRows = rows(prediction);
        int farthest = Math.max(farthest(truthRows, predictionRows), farthest(predictionRows, truthRows));
        return 0.95 * Math.sqrt(farthest);
    }

    private static DoubleStream distances(boolean[] boundary, double[] squared) {
        return IntStream.range(0, boundary.length).filter(i -> boundary[i]).mapToDouble(i -> Math.sqrt(squared[i]));
    }

    /** The distinct rows: most masks have few, and duplicates change no maximum and no minimum. */
    private static List<BitSet> rows(BinaryMask mask) {
        return IntStream.range(0, mask.height()).mapToObj(mask::row).distinct().toList();
    }

    /** The squared distance from the loneliest of {@code from} to the nearest of {@code to}. */
    private static int farthest(List<BitSet> from, List<BitSet> to) {
        return from.stream()
                .mapToInt(row -> to.stream()
                        .mapToInt(other -> differences(row, other))
                        .min()
                        .orElse(0))
                .max()
                .orElse(0);
    }

    private static int differences(BitSet a, BitSet b) {
        BitSet difference = (BitSet) a.clone();
        difference.xor(b);
        return difference.cardinality();
    }
}
