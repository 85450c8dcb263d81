package org.semigda.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.TorchScope;

/**
 * Stable Diffusion's residual block: GroupNorm(32, eps 1e-6), SiLU, 3x3 convolution, twice; the identity is added,
 * through a 1x1 convolution where widths differ.
 */
public final class ResnetBlock {

    /** GroupNorm's in the whole autoencoder. */
    public static final int GROUPS = 32;

    /** GroupNorm's in the whole autoencoder. */
    public static final double EPS = 1e-6;

    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Optional<Conv2d> shortcut;

    /** Registers norm1, conv1, norm2, conv2 and, for differing widths, nin_shortcut. */
    public ResnetBlock(LayerFactory layers, int in, int out) {
        norm1 = layers.groupNorm("norm1", GROUPS, in, EPS);
        conv1 = layers.conv("conv1", in, out, 3);
        norm2 = layers.groupNorm("norm2", GROUPS, out, EPS);
        conv2 = layers.conv("conv2", out, out, 3);
        shortcut = in == out ? Optional.empty() : Optional.of(layers.conv("nin_shortcut", in, out, 1));
    }

    /** [B,in,h,w] to [B,out,h,w]. */
    public Tensor forward(Tensor x) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor h = conv1.forward(norm1.forwardSilu(x));
            h = conv2.forward(norm2.forwardSilu(h));
            Tensor identity = shortcut.isPresent() ? shortcut.get().forward(x) : x;
            // In place: a convolution does not need its own output for the backward pass.
            return scope.leave(h.add_(identity));
        }
    }
}
