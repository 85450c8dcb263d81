package org.semigda.metrics;

/** Intersection over union, in [0, 1]. Both empty: 1. */
public final class Iou {

    private Iou() {}

    public static double of(BinaryMask truth, BinaryMask prediction) {
        int overlap = truth.overlap(prediction);
        int union = truth.count() + prediction.count() - overlap;
        return union == 0 ? 1 : (double) overlap / union;
    }
}
