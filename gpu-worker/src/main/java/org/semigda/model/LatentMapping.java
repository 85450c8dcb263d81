package org.semigda.model;

import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.Conv2d;
import org.semigda.nn.GroupNorm;
import org.semigda.nn.Initializer;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.ParameterStore;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * M (paper, eq. 2): the image's latent to the annotation's. A U-shaped net without down-sampling, from GMS (Huo et
 * al., AAAI 2025). The three deeper blocks carry heads of their own for deep supervision; no loss uses them, so they
 * are in the checkpoint, and never receive a gradient.
 */
final class LatentMapping implements AutoCloseable {

    static final int GROUPS = 16;
    static final double EPS = 1e-6;

    private final ParameterStore store = new ParameterStore();
    private final Conv2d input;
    private final MappingBlock down1;
    private final MappingBlock down2;
    private final MappingBlock down3;
    private final MappingBlock down4;
    private final MappingBlock up3;
    private final MappingBlock up2;
    private final MappingBlock up1;
    private final MappingBlock up0;
    private final GroupNorm headNorm;
    private final Conv2d head;

    LatentMapping(int ch, Device device, long seed) {
        try (TorchScope scope = TorchScope.open()) {
            LayerFactory layers =
                    new LayerFactory(store, new Initializer(seed, Initializer.Scheme.KAIMING_ZERO_BIAS, device), "");
            input = layers.conv("input_blocks", 4, ch, 3);
            down1 = new MappingBlock(layers.in("conv1_0"), ch, ch);
            down2 = new MappingBlock(layers.in("conv2_0"), ch, 2 * ch);
            down3 = new MappingBlock(layers.in("conv3_0"), 2 * ch, 4 * ch);
            down4 = new MappingBlock(layers.in("conv4_0"), 4 * ch, 4 * ch);
            up3 = new MappingBlock(layers.in("conv3_1"), 8 * ch, 4 * ch);
            up2 = new MappingBlock(layers.in("conv2_2"), 6 * ch, 2 * ch);
            up1 = new MappingBlock(layers.in("conv1_3"), 3 * ch, ch);
            up0 = new MappingBlock(layers.in("conv0_4"), 2 * ch, ch);
            registerHead(layers, 3, 4 * ch);
            registerHead(layers, 2, 2 * ch);
            registerHead(layers, 1, ch);
            headNorm = layers.groupNorm("convds0.0", GROUPS, ch, EPS);
            head = layers.conv("convds0.2", ch, 4, 3, 1, 1, false);
            store.trainable(true);
        }
    }

    /** Scaled latents [B,4,h,w] to scaled latents of the same shape. */
    Tensor forward(Tensor latent) {
        try (TorchScope scope = TorchScope.open()) {
            // Row by row: maps as small as these gain nothing from another order.
            Tensor x0 = input.forward(latent.contiguous());
            Tensor x1 = down1.forward(x0);
            Tensor x2 = down2.forward(x1);
            Tensor x3 = down3.forward(x2);
            Tensor x4 = down4.forward(x3);
            Tensor y3 = up3.forward(Tensors.cat(1, x3, x4));
            Tensor y2 = up2.forward(Tensors.cat(1, x2, y3));
            Tensor y1 = up1.forward(Tensors.cat(1, x1, y2));
            Tensor y0 = up0.forward(Tensors.cat(1, x0, y1));
            return scope.leave(head.forward(headNorm.forwardSilu(y0)));
        }
    }

    ParameterStore parameters() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }

    private static void registerHead(LayerFactory layers, int level, int channels) {
        layers.groupNorm("convds" + level + ".0", GROUPS, channels, EPS);
        layers.conv("convds" + level + ".2", channels, 4, 3, 1, 1, false);
    }
}
