package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
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
        return of(x, x.size(2) * x.size(3));
    }

    /** The same for what becomes a map of twice the height and width: while it is small, reordering it takes a quarter of the time. */
    public static Tensor bestUpsampled(Tensor x) {
        return of(x, 4 * x.size(2) * x.size(3));
    }

    /** Whether x lies on a CPU, channels last; a map of one channel or one position lies row by row too. */
    static boolean isChannelsLast(Tensor x) {
        return x.is_cpu() && x.is_contiguous(MemoryFormat.ChannelsLast);
    }

    private static Tensor of(Tensor x, long positions) {
        if (!x.is_cpu()) {
            return x;
        }
        return positions < LARGE ? x.contiguous() : Tensors.channelsLast(x);
    }
}
