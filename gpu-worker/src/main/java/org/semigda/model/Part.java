package org.semigda.model;

/** Groups of parameters that are trained or frozen together. */
public enum Part {
    VAE,
    IMAGE_ENCODER,
    MAPPING,
    IMAGE_ADAPTERS,
    MASK_ADAPTERS
}
