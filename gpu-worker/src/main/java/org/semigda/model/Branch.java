package org.semigda.model;

/** The two ways to a segmentation: through M on the image's latent, or through E. */
public enum Branch {
    IMAGE,
    MASK
}
