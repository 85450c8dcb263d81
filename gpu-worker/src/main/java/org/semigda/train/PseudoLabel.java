package org.semigda.train;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.Tensors;

/**
 * What a branch is taught with where there is no mask: the other one's map, soft (paper, eq. 10) or hardened as the release
 * does: sharpen, threshold, keep the largest connected part.
 */
final class PseudoLabel {

    /** p^(1/0.1) >= 0.5 without the power: p >= 0.5^0.1 (release: temperature 0.1). */
    static final double THRESHOLD = Math.pow(0.5, 0.1);

    private PseudoLabel() {}

    /**
     * The target made of a branch's maps; a constant, through which no gradient flows.
     *
     * @param maps [N, C, H, W], soft maps in [0, 1]
     * @param hard whether to harden them
     */
    static Tensor of(Tensor maps, boolean hard) {
        Tensor soft = maps.detach();
        if (!hard) {
            return soft;
        }
        float[] values = Tensors.toFloats(soft);
        harden(values, Math.toIntExact(soft.size(2)), Math.toIntExact(soft.size(3)));
        return Tensors.of(values, soft.shape()).to(soft.device(), soft.scalar_type());
    }

    /**
     * Replaces every map by 0 and 1.
     *
     * @param maps values of any number of maps, one after the other, row-major
     * @param height of one map
     * @param width of one map
     */
    static void harden(float[] maps, int height, int width) {
        int size = height * width;
        for (int from = 0; from < maps.length; from += size) {
            largest(maps, from, height, width);
        }
    }

    private static void largest(float[] maps, int from, int height, int width) {
        int size = height * width;
        int[] parent = new int[size];
        Arrays.setAll(parent, i -> maps[from + i] >= THRESHOLD ? i : -1);
        for (int i = 0; i < size; i++) {
            if (parent[i] < 0) {
                continue;
            }
            int x = i % width;
            // The neighbours already visited; diagonal ones count, as in the release's labelling.
            if (x > 0) {
                join(parent, i, i - 1);
            }
            if (i >= width) {
                join(parent, i, i - width);
                if (x > 0) {
                    join(parent, i, i - width - 1);
                }
                if (x < width - 1) {
                    join(parent, i, i - width + 1);
                }
            }
        }
        int[] count = new int[size];
        int best = -1;
        for (int i = 0; i < size; i++) {
            if (parent[i] >= 0) {
                count[root(parent, i)]++;
            }
        }
        for (int i = 0; i < size; i++) {
            if (count[i] > 0 && (best < 0 || count[i] > count[best])) {
                best = i;
            }
        }
        for (int i = 0; i < size; i++) {
            maps[from + i] = parent[i] >= 0 && root(parent, i) == best ? 1 : 0;
        }
    }

    private static void join(int[] parent, int a, int b) {
        if (parent[b] < 0) {
            return;
        }
        int first = root(parent, a);
        int second = root(parent, b);
        // The smaller index is the root, so that of two equal parts the first in reading order wins.
        parent[Math.max(first, second)] = Math.min(first, second);
    }

    private static int root(int[] parent, int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
