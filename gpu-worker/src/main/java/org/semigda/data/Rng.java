package org.semigda.data;

import java.util.SplittableRandom;

/** Random generators that are functions of where they are used, so that nothing needs to be carried from step to step. */
final class Rng {

    private Rng() {}

    /** A generator of its own for every combination of a seed and coordinates such as stage, step and slot. */
    static SplittableRandom of(long seed, long... coordinates) {
        long state = mix(seed);
        for (long coordinate : coordinates) {
            state = mix(state ^ mix(coordinate + 0x9E3779B97F4A7C15L));
        }
        return new SplittableRandom(state);
    }

    /** The numbers below {@code n} in a random order. */
    static int[] permutation(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finalizer of SplitMix64: every input bit changes about half of the output bits. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
