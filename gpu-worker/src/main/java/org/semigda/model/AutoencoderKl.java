package org.semigda.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.semigda.nn.Conv2d;
import org.semigda.nn.Initializer;
import org.semigda.nn.LayerFactory;
import org.semigda.nn.ParameterStore;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * Stable Diffusion's autoencoder (AutoencoderKL, CompVis layout and names): two residual blocks a level, three in the
 * decoder, one self-attention in the middle of both, 1x1 convolutions around the latent. Records gradients for its
 * parameters once {@link #trainable} is on (stage 0); until then only its inputs receive them.
 */
public final class AutoencoderKl implements Vae {

    /** Of Stable Diffusion's weights. */
    public static final double STABLE_DIFFUSION_SCALE = 0.18215;

    private final ParameterStore store = ParameterStore.ofFrozen();
    private final KlEncoder encoder;
    private final KlDecoder decoder;
    private final Conv2d quant;
    private final Conv2d postQuant;
    private double scaleFactor = STABLE_DIFFUSION_SCALE;

    /** Untrained, frozen; the same values for the same seed. */
    public AutoencoderKl(ModelConfig config, Device device, long seed) {
        try (TorchScope scope = TorchScope.open()) {
            LayerFactory layers =
                    new LayerFactory(store, new Initializer(seed, Initializer.Scheme.UNIFORM, device), "");
            encoder = new KlEncoder(layers.in("encoder").withExactNorms(), config.encoderWidths(), config.ch());
            decoder = new KlDecoder(layers.in("decoder"), config.encoderWidths());
            quant = layers.conv("quant_conv", 8, 8, 1);
            postQuant = layers.conv("post_quant_conv", 4, 4, 1);
        }
    }

    @Override
    public Posterior encode(Tensor images) {
        List<Tensor> features = new ArrayList<>();
        return moments(encoder.forward(images, features), features);
    }

    /** Through {@code quant_conv}; logvar is clamped to [-30, 20]. */
    @Override
    public Posterior moments(Tensor hidden, List<Tensor> features) {
        return Posterior.split(quant.forward(hidden), features);
    }

    @Override
    public Tensor decode(Tensor latent, Skips skips) {
        return decoder.forward(postQuant.forward(Tensors.affine(latent, 1 / scaleFactor, 0)), skips);
    }

    @Override
    public double scaleFactor() {
        return scaleFactor;
    }

    @Override
    public void scaleFactor(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("scale factor must be a positive number, was " + factor);
        }
        scaleFactor = factor;
    }

    @Override
    public ParameterStore parameters() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
