package org.semigda.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.BatchMode;
import org.semigda.nn.BatchNorm2d;
import org.semigda.nn.Conv2d;
import org.semigda.nn.Initializer;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.ParameterStore;
import org.semigda.nn.ResidualBasicBlock;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * E (paper, eq. 3): a ResNet-34 trunk whose stem and three stages have the shapes of the autoencoder's levels, with a
 * head to [B,8,h,w]. In training its batch statistics and dropout are live.
 */
final class ImageEncoder implements AutoCloseable {

    private static final double LEAK = 0.01;

    private final ParameterStore store = new ParameterStore();
    private final Conv2d stem;
    private final BatchNorm2d stemNorm;
    private final List<List<ResidualBasicBlock>> stages = new ArrayList<>();
    private final Conv2d head1;
    private final BatchNorm2d headNorm1;
    private final Conv2d head2;
    private final BatchNorm2d headNorm2;
    private final double dropout;
    private BatchMode mode = BatchMode.EVALUATION;

    ImageEncoder(ModelConfig config, Device device, long seed) {
        dropout = config.dropout();
        List<Integer> widths = config.encoderWidths();
        try (TorchScope scope = TorchScope.open()) {
            LayerFactory layers =
                    new LayerFactory(store, new Initializer(seed, Initializer.Scheme.KAIMING, device), "");
            stem = layers.conv("conv1", 3, widths.get(0), 3);
            stemNorm = layers.batchNorm("bn1", widths.get(0));
            for (int stage = 1; stage < widths.size(); stage++) {
                LayerFactory layer = layers.in("layer" + stage);
                List<ResidualBasicBlock> blocks = new ArrayList<>();
                blocks.add(new ResidualBasicBlock(layer.in("0"), widths.get(stage - 1), widths.get(stage), true));
                for (int block = 1; block < config.encoderLayers().get(stage - 1); block++) {
                    blocks.add(new ResidualBasicBlock(
                            layer.in(Integer.toString(block)), widths.get(stage), widths.get(stage), false));
                }
                stages.add(blocks);
            }
            LayerFactory head = layers.in("conv_out.conv_conv");
            head1 = head.conv("0", widths.get(widths.size() - 1), 8, 3);
            headNorm1 = head.batchNorm("1", 8);
            head2 = head.conv("4", 8, 8, 3);
            headNorm2 = head.batchNorm("5", 8);
            if (device.kind() == Device.Kind.CPU) {
                store.channelsLast();
            }
            store.trainable(true);
        }
    }

    /**
     * Images [B,3,H,W] in [-1,1] to [B,8,h,w]; the stem and the three stages go to {@code features}.
     *
     * @param weightGradients {@link Conv2d#forward(Tensor, Executor)}
     */
    Tensor forward(Tensor images, List<Tensor> features, Executor weightGradients) {
        Tensor h = stemNorm.forward(stem.forward(Tensors.channelsLast(images)), mode)
                .relu_();
        features.add(h);
        for (List<ResidualBasicBlock> stage : stages) {
            for (ResidualBasicBlock block : stage) {
                h = block.forward(h, mode, weightGradients);
            }
            features.add(h);
        }
        h = Tensors.leakyRelu(headNorm1.forward(head1.forward(h), mode), LEAK);
        h = mode.dropout(h, dropout);
        return Tensors.leakyRelu(headNorm2.forward(head2.forward(h), mode), LEAK);
    }

    void mode(BatchMode next) {
        mode = next;
    }

    ParameterStore parameters() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
