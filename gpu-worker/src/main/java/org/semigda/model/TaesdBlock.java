package org.semigda.model;

import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.Conv2d;
import org.semigda.nn.LayerFactory;
import org.semigda.torch.TorchScope;

/** TAESD's block: three 3x3 convolutions of 64 channels with ReLU between, the identity added, ReLU. */
final class TaesdBlock {

    private final Conv2d conv0;
    private final Conv2d conv2;
    private final Conv2d conv4;

    TaesdBlock(LayerFactory layers) {
        int width = ModelConfig.TAESD_WIDTH;
        conv0 = layers.conv("conv.0", width, width, 3);
        conv2 = layers.conv("conv.2", width, width, 3);
        conv4 = layers.conv("conv.4", width, width, 3);
    }

    /** [B,64,h,w] to the same shape. */
    Tensor forward(Tensor x) {
        try (TorchScope scope = TorchScope.open()) {
            // In place: neither a convolution nor an addition needs its own output for the backward pass.
            Tensor h = conv0.forward(x).relu_();
            h = conv2.forward(h).relu_();
            return scope.leave(conv4.forward(h).add_(x).relu_());
        }
    }
}
