package org.semigda.data;

import java.util.Arrays;

/** Changes the size of pictures and label maps. */
public final class Resize {

    private Resize() {}

    /**
     * Bilinear; where it shrinks, the filter widens with the step, so that every source pixel counts (no aliasing).
     */
    public static Picture bilinear(Picture source, int width, int height) {
        return source.width() == width && source.height() == height
                ? source
                : bilinear(Interleaved.of(source), width, height);
    }

    /** The same, of colours that are not packed. */
    static Picture bilinear(Interleaved source, int width, int height) {
        if (source.width() == width && source.height() == height) {
            return source.toPicture();
        }
        Filter across = Filter.of(source.width(), width);
        Filter down = Filter.of(source.height(), height);
        Rows rows = new Rows(source, down.most());
        float[] sum = new float[3 * source.width()];
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < down.count[y]; k++) {
                add(rows.row(down.first[y] + k), down.weights[down.start[y] + k], sum);
            }
            across(sum, across, rgb, y * 3 * width);
        }
        return new Picture(width, height, rgb);
    }

    /** A loop of its own, and this simple, becomes vector instructions. */
    private static void add(float[] row, float weight, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * row[i];
        }
    }

    private static void across(float[] row, Filter filter, byte[] rgb, int offset) {
        int to = offset;
        for (int x = 0; x < filter.count.length; x++) {
            float red = 0.5f;
            float green = 0.5f;
            float blue = 0.5f;
            int from = 3 * filter.first[x];
            int start = filter.start[x];
            for (int k = 0; k < filter.count[x]; k++) {
                float weight = filter.weights[start + k];
                red += weight * row[from];
                green += weight * row[from + 1];
                blue += weight * row[from + 2];
                from += 3;
            }
            rgb[to] = (byte) (int) red;
            rgb[to + 1] = (byte) (int) green;
            rgb[to + 2] = (byte) (int) blue;
            to += 3;
        }
    }

    /** The label at the middle of each new pixel. */
    public static LabelMap nearest(LabelMap source, int width, int height) {
        if (source.width() == width && source.height() == height) {
            return source;
        }
        byte[] labels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            int fromY = (int) ((2L * y + 1) * source.height() / (2L * height));
            for (int x = 0; x < width; x++) {
                int fromX = (int) ((2L * x + 1) * source.width() / (2L * width));
                labels[y * width + x] = source.labels()[fromY * source.width() + fromX];
            }
        }
        return new LabelMap(width, height, labels);
    }

    /** The last few rows of a picture as fractions: filters of neighbouring rows overlap. */
    private static final class Rows {

        private final Interleaved source;
        private final float[][] rows;
        private final int[] held;

        Rows(Interleaved source, int most) {
            this.source = source;
            this.rows = new float[most + 1][3 * source.width()];
            this.held = new int[most + 1];
            Arrays.fill(held, -1);
        }

        float[] row(int y) {
            int slot = y % rows.length;
            float[] row = rows[slot];
            if (held[slot] != y) {
                held[slot] = y;
                source.row(y, row);
            }
            return row;
        }
    }

    /** For every position of the result, the first source position and the weights from there on; they add up to 1. */
    private static final class Filter {

        private final int[] first;
        private final int[] count;

        /** Where in {@code weights} those of a position begin. */
        private final int[] start;

        private final float[] weights;

        private Filter(int size, int most) {
            first = new int[size];
            count = new int[size];
            start = new int[size];
            weights = new float[size * most];
        }

        /** The most weights that a position has. */
        int most() {
            return Arrays.stream(count).max().orElse(0);
        }

        static Filter of(int from, int to) {
            double scale = (double) from / to;
            double reach = Math.max(1, scale);
            int most = 2 * (int) Math.ceil(reach) + 1;
            Filter filter = new Filter(to, most);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale - 0.5;
                int low = Math.max(0, (int) Math.ceil(centre - reach));
                int high = Math.min(from - 1, (int) Math.floor(centre + reach));
                int start = i * most;
                double sum = 0;
                for (int k = low; k <= high; k++) {
                    double weight = Math.max(0, 1 - Math.abs(k - centre) / reach);
                    filter.weights[start + k - low] = (float) weight;
                    sum += weight;
                }
                for (int k = low; k <= high; k++) {
                    filter.weights[start + k - low] /= (float) sum;
                }
                filter.first[i] = low;
                filter.count[i] = high - low + 1;
                filter.start[i] = start;
            }
            return filter;
        }
    }
}
