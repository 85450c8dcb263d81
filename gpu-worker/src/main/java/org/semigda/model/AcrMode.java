package org.semigda.model;

/** How labels map to the VAE's range: 2G/K-1 (paper, eq. 11) or 2G/(K-1)-1 (release). */
public enum AcrMode {
    PAPER,
    FULL
}
