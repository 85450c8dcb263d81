package org.semigda.metrics;

/** Between the two values nearest to the rank, linearly, as numpy does by default. */
final class Percentile {

    private Percentile() {}

    /** The value below which a share (in [0, 1]) of the values lies; {@code sorted} ascending, at least one. */
    static double of(double[] sorted, double share) {
        double rank = share * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
