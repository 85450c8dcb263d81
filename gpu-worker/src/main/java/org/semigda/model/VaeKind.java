package org.semigda.model;

/** Which autoencoder holds the latent space: Stable Diffusion's, or the tiny one of the same space. */
public enum VaeKind {
    KL,
    TAESD
}
