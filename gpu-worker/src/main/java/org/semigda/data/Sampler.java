package org.semigda.data;

import java.util.stream.IntStream;

/**
 * Which image comes when: the two streams of labelled and unlabelled images, each a row of random passes over all of its
 * images. Any position is computed from the seed alone, without the ones before it.
 */
final class Sampler {

    private final long seed;

    Sampler(long seed) {
        this.seed = seed;
    }

    /**
     * A step's indices below {@code images}, pass after pass without a gap: a batch may hold the end of one pass and the
     * beginning of the next.
     *
     * @param stream sets streams apart that advance side by side
     */
    int[] cycled(int stage, long stream, int images, long step, int count) {
        return IntStream.range(0, count)
                .mapToLong(slot -> step * count + slot)
                .mapToInt(position -> pass(stage, stream, position / images, images)[(int) (position % images)])
                .toArray();
    }

    /** A step's indices where an epoch is one pass: its last batch is filled up from the beginning of the same pass. */
    int[] byEpoch(int stage, long stream, int images, long step, int count) {
        int steps = stepsPerEpoch(images, count);
        int[] order = pass(stage, stream, step / steps, images);
        return IntStream.range(0, count)
                .map(slot -> order[(int) ((step % steps * count + slot) % images)])
                .toArray();
    }

    static int stepsPerEpoch(int images, int count) {
        return Math.max(1, (images + count - 1) / count);
    }

    private int[] pass(int stage, long stream, long number, int images) {
        return Rng.permutation(images, Rng.of(seed, stage, stream, number));
    }
}
