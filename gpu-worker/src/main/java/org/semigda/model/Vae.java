package org.semigda.model;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.TensorData;
import org.semigda.nn.ParameterStore;

/**
 * An autoencoder with the latent space of Stable Diffusion. It is always in evaluation mode (it has nothing that
 * differs in training); gradients are recorded where they are enabled on the thread and its parameters ask for them.
 */
public sealed interface Vae extends AutoCloseable permits AutoencoderKl, Taesd {

    /** Images [B,3,H,W] in [-1,1] to the posterior of unscaled latents and four feature maps. */
    Posterior encode(Tensor images);

    /** Scaled latents [B,4,h,w] to [B,3,H,W], about [-1,1], with features let in by {@code skips}. */
    Tensor decode(Tensor latent, Skips skips);

    /** Scaled latents [B,4,h,w] to [B,3,H,W], about [-1,1]. */
    default Tensor decode(Tensor latent) {
        return decode(latent, Skips.NONE);
    }

    /** The image encoder's output [B,8,h,w] to a posterior in this latent space (eq. 3), with its features. */
    Posterior moments(Tensor hidden, List<Tensor> features);

    /** Factor from the posterior's mean to a scaled latent. */
    double scaleFactor();

    /** Sets the factor, e.g. 1/std of the latents of a self-trained autoencoder. Must be positive. */
    void scaleFactor(double factor);

    /** Parameters, named without the prefix {@code vae_model.}. */
    ParameterStore parameters();

    /**
     * Fills every parameter. Names are without the prefix {@code vae_model.}, types F32, F16, BF16 or F64.
     *
     * @throws org.semigda.conf.UserError if a name is missing or unknown or a shape differs; then nothing is changed
     */
    default void load(Map<String, TensorData> tensors) {
        StateLoader.load(parameters().state(), tensors, true);
    }

    /** Whether gradients are recorded for the parameters; off at first. */
    default void trainable(boolean on) {
        parameters().trainable(on);
    }

    @Override
    void close();
}
