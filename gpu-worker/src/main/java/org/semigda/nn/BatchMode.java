package org.semigda.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * How the layers behave that look beyond one image: BatchNorm and dropout.
 *
 * @param training whether BatchNorm normalises by the batch, and dropout drops
 * @param rows which rows of the whole batch are here
 * @param shared where BatchNorm gets the whole batch's statistics from; empty: it takes those of the rows that are here
 */
public record BatchMode(boolean training, BatchRows rows, Optional<SharedStatistics> shared) {

    /** By running statistics, nothing dropped. */
    public static final BatchMode EVALUATION = new BatchMode(false, BatchRows.WHOLE, Optional.empty());

    /** Training on a batch that is here as a whole. */
    public static final BatchMode TRAINING = new BatchMode(true, BatchRows.WHOLE, Optional.empty());

    /** In training, elements are zeroed with probability {@code share} and the others divided by {@code 1 - share}. */
    public Tensor dropout(Tensor x, double share) {
        if (!training || share == 0) {
            return x;
        }
        return x.mul(rows.bernoulli(x, 1 - share).div_(new Scalar(1 - share)));
    }
}
