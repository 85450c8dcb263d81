package org.semigda.infer;

import org.semigda.model.ModelConfig;

/** How many images a model takes at once. */
final class BatchSize {

    /** What the activations of one batch may take. */
    private static final long BUDGET = 1L << 30;

    /** Feature maps of the finest level that are alive at once, seen as one number for all levels; measured, rounded up. */
    private static final int MAPS = 32;

    /** More gains nothing. */
    private static final int MOST = 16;

    private BatchSize() {}

    /**
     * As many as fit about 1 GiB of activations, from 1 to 16. It depends on the model alone, not on the machine, so that the
     * same images are computed together everywhere.
     */
    static int of(ModelConfig config) {
        long image = 4L
                * MAPS
                * config.height()
                * config.width()
                * config.encoderWidths().get(0);
        return (int) Math.max(1, Math.min(MOST, BUDGET / image));
    }
}
