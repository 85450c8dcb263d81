package org.semigda.metrics;

import java.util.Arrays;

/**
 * The exact squared Euclidean distance of every pixel to the nearest pixel of a set, in time linear in the number of
 * pixels (Felzenszwalb and Huttenlocher 2012: lower envelopes of parabolas, first down the columns, then along the rows).
 */
final class DistanceTransform {

    /** Farther than any pixel pair, and far from overflow when squared distances are added. */
    private static final double FAR = 1e18;

    private final double[] values;
    private final double[] result;
    private final int[] apexes;
    private final double[] borders;

    private DistanceTransform(int longest) {
        values = new double[longest];
        result = new double[longest];
        apexes = new int[longest];
        borders = new double[longest + 1];
    }

    /** Squared distances, row by row, to the true entries of {@code set}, of which there must be at least one. */
    static double[] squared(int width, int height, boolean[] set) {
        DistanceTransform transform = new DistanceTransform(Math.max(width, height));
        double[] distances = new double[width * height];
        Arrays.setAll(distances, i -> set[i] ? 0 : FAR);
        for (int x = 0; x < width; x++) {
            transform.line(distances, x, width, height);
        }
        for (int y = 0; y < height; y++) {
            transform.line(distances, y * width, 1, width);
        }
        return distances;
    }

    private void line(double[] distances, int offset, int stride, int length) {
        for (int i = 0; i < length; i++) {
            values[i] = distances[offset + i * stride];
        }
        int last = 0;
        apexes[0] = 0;
        borders[0] = Double.NEGATIVE_INFINITY;
        borders[1] = Double.POSITIVE_INFINITY;
        for (int i = 1; i < length; i++) {
            double crossing = crossing(i, apexes[last]);
            while (crossing <= borders[last]) {
                last--;
                crossing = crossing(i, apexes[last]);
            }
            last++;
            apexes[last] = i;
            borders[last] = crossing;
            borders[last + 1] = Double.POSITIVE_INFINITY;
        }
        int parabola = 0;
        for (int i = 0; i < length; i++) {
            while (borders[parabola + 1] < i) {
                parabola++;
            }
            double away = i - apexes[parabola];
            result[i] = away * away + values[apexes[parabola]];
        }
        for (int i = 0; i < length; i++) {
            distances[offset + i * stride] = result[i];
        }
    }

    /** Where the parabolas standing over two positions cross. */
    private double crossing(int right, int left) {
        double rise = values[right] - values[left];
        return (rise + (double) right * right - (double) left * left) / (2.0 * (right - left));
    }
}
