package org.semigda.model;

import org.bytedeco.pytorch.Tensor;

/** What the decoder lets in after the first block of each level. */
@FunctionalInterface
public interface Skips {

    /** Nothing: the plain decoder. */
    Skips NONE = (level, hidden) -> hidden;

    /**
     * @param level 0 is the finest
     * @param hidden [B,C,h,w] of the decoder
     * @return the same shape
     */
    Tensor apply(int level, Tensor hidden);
}
