package org.semigda.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.TensorData;
import org.semigda.nn.Conv2d;
import org.semigda.nn.Initializer;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.ParameterStore;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * TAESD (madebyollin): an autoencoder with Stable Diffusion's latent space, 35 times smaller. Ours as a stand-in for
 * {@link AutoencoderKl} on a CPU; not in the paper. Its latents are scaled already (scale factor 1) and have no
 * variance: logvar is -30 everywhere. The network works on [0,1]; this class converts from and to [-1,1].
 */
public final class Taesd implements Vae {

    private static final int WIDTH = ModelConfig.TAESD_WIDTH;

    private final ParameterStore store = ParameterStore.ofFrozen();
    private final Conv2d encoderInput;
    private final List<List<TaesdBlock>> encoderLevels = new ArrayList<>();
    private final List<Conv2d> downsamples = new ArrayList<>();
    private final Conv2d encoderOutput;
    private final Conv2d decoderInput;
    private final List<List<TaesdBlock>> decoderLevels = new ArrayList<>();
    private final List<Conv2d> upsamples = new ArrayList<>();
    private final Conv2d decoderOutput;

    /** Untrained, frozen; the same values for the same seed. Real weights come by {@link #load}. */
    public Taesd(Device device, long seed) {
        try (TorchScope scope = TorchScope.open()) {
            LayerFactory layers =
                    new LayerFactory(store, new Initializer(seed, Initializer.Scheme.UNIFORM, device), "");
            LayerFactory encoder = layers.in("encoder");
            encoderInput = encoder.conv("0", 3, WIDTH, 3);
            encoderLevels.add(List.of(new TaesdBlock(encoder.in("1"))));
            for (int at = 2; at < 14; at += 4) {
                downsamples.add(encoder.conv(Integer.toString(at), WIDTH, WIDTH, 3, 2, 1, false));
                encoderLevels.add(blocks(encoder, at + 1));
            }
            encoderOutput = encoder.conv("14", WIDTH, 4, 3);
            // In the flat sequence 0, 2, 6, 11 and 16 have no parameters: tanh, ReLU and three upsamplings.
            LayerFactory decoder = layers.in("decoder");
            decoderInput = decoder.conv("1", 4, WIDTH, 3);
            for (int at = 3; at < 18; at += 5) {
                decoderLevels.add(blocks(decoder, at));
                upsamples.add(decoder.conv(Integer.toString(at + 4), WIDTH, WIDTH, 3, 1, 1, false));
            }
            decoderLevels.add(List.of(new TaesdBlock(decoder.in("18"))));
            decoderOutput = decoder.conv("19", WIDTH, 3, 3);
        }
    }

    /** The two published files (names {@code 0.weight}, {@code 1.conv.0.weight}, ...) as one map for {@link #load}. */
    public static Map<String, TensorData> join(Map<String, TensorData> encoder, Map<String, TensorData> decoder) {
        Map<String, TensorData> joined = new LinkedHashMap<>();
        encoder.forEach((name, tensor) -> joined.put("encoder." + name, tensor));
        decoder.forEach((name, tensor) -> joined.put("decoder." + name, tensor));
        return joined;
    }

    @Override
    public Posterior encode(Tensor images) {
        Tensor h = encoderInput.forward(Tensors.affine(images, 0.5, 0.5));
        List<Tensor> features = new ArrayList<>();
        for (int level = 0; level < encoderLevels.size(); level++) {
            if (level > 0) {
                h = downsamples.get(level - 1).forward(h);
            }
            for (TaesdBlock block : encoderLevels.get(level)) {
                h = block.forward(h);
            }
            features.add(h);
        }
        Tensor mean = encoderOutput.forward(h);
        return new Posterior(mean, Tensors.full(mean, -30), features);
    }

    /** A plain split without {@code quant_conv}; logvar is clamped to [-30, 20]. */
    @Override
    public Posterior moments(Tensor hidden, List<Tensor> features) {
        return Posterior.split(hidden, features);
    }

    @Override
    public Tensor decode(Tensor latent, Skips skips) {
        Tensor bounded = Tensors.affine(Tensors.affine(latent, 1.0 / 3, 0).tanh(), 3, 0);
        Tensor h = decoderInput.forward(bounded).relu_();
        for (int step = 0; step < decoderLevels.size(); step++) {
            if (step > 0) {
                h = upsamples.get(step - 1).forwardUpsampled(h);
            }
            List<TaesdBlock> blocks = decoderLevels.get(step);
            h = skips.apply(decoderLevels.size() - 1 - step, blocks.get(0).forward(h));
            for (TaesdBlock block : blocks.subList(1, blocks.size())) {
                h = block.forward(h);
            }
        }
        return Tensors.affine(decoderOutput.forward(h), 2, -1);
    }

    @Override
    public double scaleFactor() {
        return 1;
    }

    /** Only 1 is possible: the latents are scaled already. */
    @Override
    public void scaleFactor(double factor) {
        if (factor != 1) {
            throw new IllegalArgumentException("TAESD's latents are scaled already; its factor is 1, not " + factor);
        }
    }

    @Override
    public ParameterStore parameters() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }

    private static List<TaesdBlock> blocks(LayerFactory layers, int at) {
        return List.of(
                new TaesdBlock(layers.in(Integer.toString(at))),
                new TaesdBlock(layers.in(Integer.toString(at + 1))),
                new TaesdBlock(layers.in(Integer.toString(at + 2))));
    }
}
