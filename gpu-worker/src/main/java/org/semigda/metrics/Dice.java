package org.semigda.metrics;

/** Dice coefficient, in [0, 1]: twice the overlap over the sum of both areas. Both empty: 1. */
public final class Dice {

    private Dice() {}

    public static double of(BinaryMask truth, BinaryMask prediction) {
        int overlap = truth.overlap(prediction);
        int sum = truth.count() + prediction.count();
        return sum == 0 ? 1 : 2.0 * overlap / sum;
    }
}
