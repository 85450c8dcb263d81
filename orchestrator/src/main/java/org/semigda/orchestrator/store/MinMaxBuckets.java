package org.semigda.orchestrator.store;

import java.util.Arrays;

/**
 * Chooses the points of a long curve that are drawn: the first, the last, and of equal ranges between them the least and
 * the greatest. Whatever stands out is therefore among them.
 */
final class MinMaxBuckets {

    private MinMaxBuckets() {}

    /**
     * The indices of the chosen points, ascending, at most {@code most}.
     *
     * @param values the curve; only the first {@code count} count
     * @param most at least 4
     */
    static int[] choose(double[] values, int count, int most) {
        if (most < 4) {
            throw new IllegalArgumentException("at least 4 points are needed, not " + most);
        }
        if (count <= most) {
            int[] all = new int[count];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int buckets = (most - 2) / 2;
        int[] chosen = new int[2 * buckets + 2];
        int n = 0;
        chosen[n++] = 0;
        int inner = count - 2;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int from = 1 + (int) ((long) inner * bucket / buckets);
            int to = 1 + (int) ((long) inner * (bucket + 1) / buckets);
            int least = from;
            int greatest = from;
            for (int i = from + 1; i < to; i++) {
                if (values[i] < values[least]) {
                    least = i;
                }
                if (values[i] > values[greatest]) {
                    greatest = i;
                }
            }
            if (from < to) {
                chosen[n++] = Math.min(least, greatest);
                if (least != greatest) {
                    chosen[n++] = Math.max(least, greatest);
                }
            }
        }
        chosen[n++] = count - 1;
        return Arrays.copyOf(chosen, n);
    }
}
