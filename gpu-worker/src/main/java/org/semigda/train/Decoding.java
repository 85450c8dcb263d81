package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A branch's way through the decoder and back, with a graph of its own. */
sealed interface Decoding permits KeptDecoding, RepeatedDecoding {

    /** The decoder's pictures, a leaf. */
    Tensor decoded();

    /**
     * The backward pass; adds to the gradients of the adapters.
     *
     * @param byDecoded gradient by {@link #decoded}
     * @return gradients by {@link BranchInput#tensors}; undefined where none is asked for
     */
    List<Tensor> backward(Tensor byDecoded);
}
