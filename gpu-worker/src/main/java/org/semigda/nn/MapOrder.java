package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.Tensors;

/**
 * The order of memory in which a CPU computes the maps of one level fastest. oneDNN convolves channels last without reordering
 * anything; LibTorch's normalisations and activations of small maps cost less row by row, and such maps are soon reordered.
 */
public final class MapOrder {

    /** Positions of the smallest map that is computed channels last. */
    private static final long LARGE = 256;

    private MapOrder() {}

    /** The same values [B,C,H,W] in that order, {@code x} itself where they lie so; on other devices always {@code x}. */
    public static Tensor best(Tensor x) {
        if (!x.is_cpu()) {
            return x;
        }
        return x.size(2) * x.size(3) < LARGE ? x.contiguous() : Tensors.channelsLast(x);
    }
}
