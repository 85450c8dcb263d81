package org.semigda.nn;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.TorchScope;

/**
 * ResNet's basic block: 3x3 convolution, BatchNorm, ReLU, 3x3 convolution, BatchNorm, the identity added, ReLU. The
 * first of a stage halves the size; its identity goes through a strided 1x1 convolution and BatchNorm.
 */
public final class ResidualBasicBlock {

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final Optional<Shortcut> shortcut;

    /** The identity's way where sizes or widths differ. */
    private record Shortcut(Conv2d conv, BatchNorm2d norm) {}

    /** Registers conv1, bn1, conv2, bn2 and, for the first of a stage, downsample. */
    public ResidualBasicBlock(LayerFactory layers, int in, int out, boolean first) {
        conv1 = layers.conv("conv1", in, out, 3, first ? 2 : 1, 1, false);
        bn1 = layers.batchNorm("bn1", out);
        conv2 = layers.conv("conv2", out, out, 3, 1, 1, false);
        bn2 = layers.batchNorm("bn2", out);
        shortcut = first
                ? Optional.of(new Shortcut(
                        layers.conv("downsample.0", in, out, 1, 2, 0, false), layers.batchNorm("downsample.1", out)))
                : Optional.empty();
    }

    /**
     * [B,in,h,w] to [B,out,h,w], or half of both sizes for the first of a stage.
     *
     * @param weightGradients {@link Conv2d#forward(Tensor, Executor)}
     */
    public Tensor forward(Tensor x, BatchMode mode, Executor weightGradients) {
        try (TorchScope scope = TorchScope.open()) {
            // In place: neither BatchNorm nor an addition needs its own output for the backward pass.
            Tensor h = bn1.forward(conv1.forward(x, weightGradients), mode).relu_();
            h = bn2.forward(conv2.forward(h, weightGradients), mode);
            Tensor identity = x;
            if (shortcut.isPresent()) {
                Shortcut way = shortcut.get();
                identity = way.norm().forward(way.conv().forward(x), mode);
            }
            return scope.leave(h.add_(identity).relu_());
        }
    }
}
