package org.semigda.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What one branch gave in a step, with its graph cut in two places: behind the decoder, so that the losses are made of {@link
 * #latent} and {@link #decoded} and their backward pass ends there, and before it. The branches need nothing of each other on
 * their ways back.
 */
final class BranchGraph {

    private final BranchInput input;
    private final Decoding decoding;
    private final Tensor latent;

    BranchGraph(BranchInput input, Decoding decoding) {
        this.input = input;
        this.decoding = decoding;
        this.latent = input.whole().detach().requires_grad_(true);
    }

    /** Scaled latents [B,4,h,w] of all images, a leaf. */
    Tensor latent() {
        return latent;
    }

    /** The decoder's pictures, [B,3,H,W] or of the labelled images alone, a leaf. */
    Tensor decoded() {
        return decoding.decoded();
    }

    /** From the gradients that the losses left; adds to those of all parameters. */
    void backward() {
        Tensor gradient = decoding.decoded().grad();
        input.backward(latent.grad(), gradient.defined() ? decoding.backward(gradient) : List.of());
    }
}
