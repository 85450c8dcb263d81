package org.semigda.metrics;

import java.util.OptionalDouble;

/**
 * The scores of one predicted mask.
 *
 * @param dice in [0, 1]
 * @param iou in [0, 1]
 * @param hd95 in pixels; undefined if exactly one of the masks is empty
 * @param hd95Released what the paper's release calls 95HD, see {@link Hausdorff#hd95Released}
 * @param truthEmpty whether the annotation has no foreground
 * @param predictionEmpty whether the prediction has no foreground
 */
public record Score(
        double dice,
        double iou,
        OptionalDouble hd95,
        double hd95Released,
        boolean truthEmpty,
        boolean predictionEmpty) {

    /** Compares two masks of one size. */
    public static Score of(BinaryMask truth, BinaryMask prediction) {
        return new Score(
                Dice.of(truth, prediction),
                Iou.of(truth, prediction),
                Hausdorff.hd95(truth, prediction),
                Hausdorff.hd95Released(truth, prediction),
                truth.isEmpty(),
                prediction.isEmpty());
    }
}
