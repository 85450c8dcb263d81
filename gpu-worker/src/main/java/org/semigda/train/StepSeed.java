package org.semigda.train;

/** Where the randomness of a step comes from: nothing but the run's seed, the stage and the step. */
final class StepSeed {

    private StepSeed() {}

    /** A well mixed number (the finalizer of SplitMix64, over each part in turn). */
    static long of(long seed, Stage stage, long stageStep) {
        return mix(mix(mix(seed) + stage.number() + 1) + stageStep);
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
