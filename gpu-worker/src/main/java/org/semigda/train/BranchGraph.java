package org.semigda.train;

import org.bytedeco.pytorch.Tensor;

/**
 * What one branch gave in a step, with its graph cut in two places: behind the decoder, so that the losses are made of {@link
 * #latent} and {@link #decoded} and their backward pass ends there, and before it. The branches need nothing of each other on
 * their ways back: first {@link #throughDecoder}, then {@link #throughDeepEncoder}, then {@link #throughEncoder}.
 */
sealed interface BranchGraph permits KeptGraph, DecoderCheckpoint {

    /** Scaled latents [B,4,h,w] of all images, a leaf. */
    Tensor latent();

    /** The decoder's pictures, [B,3,H,W] or of the labelled images alone, a leaf. */
    Tensor decoded();

    /** From the gradients that the losses left through the decoder; adds to those of the adapters. */
    void throughDecoder();

    /** On through M, or through E's last stage; adds to the gradients of its parameters. */
    void throughDeepEncoder();

    /** On through what is left of E. */
    void throughEncoder();
}
