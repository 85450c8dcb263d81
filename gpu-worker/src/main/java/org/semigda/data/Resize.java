package org.semigda.data;

/** Changes the size of pictures and label maps. */
public final class Resize {

    private Resize() {}

    /**
     * Bilinear; where it shrinks, the filter widens with the step, so that every source pixel counts (no aliasing).
     */
    public static Picture bilinear(Picture source, int width, int height) {
        if (source.width() == width && source.height() == height) {
            return source;
        }
        Filter across = Filter.of(source.width(), width);
        Filter down = Filter.of(source.height(), height);
        float[] narrowed = new float[3 * width * source.height()];
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    float sum = 0;
                    for (int k = 0; k < across.weights[x].length; k++) {
                        sum += across.weights[x][k] * source.value(across.first[x] + k, y, channel);
                    }
                    narrowed[3 * (y * width + x) + channel] = sum;
                }
            }
        }
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < 3 * width; i++) {
                float sum = 0;
                for (int k = 0; k < down.weights[y].length; k++) {
                    sum += down.weights[y][k] * narrowed[(down.first[y] + k) * 3 * width + i];
                }
                rgb[y * 3 * width + i] = (byte) Math.round(sum);
            }
        }
        return new Picture(width, height, rgb);
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

    /** For every position of the result, the first source position and the weights from there on; they add up to 1. */
    private static final class Filter {

        private final int[] first;
        private final float[][] weights;

        private Filter(int size) {
            first = new int[size];
            weights = new float[size][];
        }

        static Filter of(int from, int to) {
            Filter filter = new Filter(to);
            double scale = (double) from / to;
            double reach = Math.max(1, scale);
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale - 0.5;
                int low = Math.max(0, (int) Math.ceil(centre - reach));
                int high = Math.min(from - 1, (int) Math.floor(centre + reach));
                float[] weights = new float[high - low + 1];
                double sum = 0;
                for (int k = low; k <= high; k++) {
                    double weight = Math.max(0, 1 - Math.abs(k - centre) / reach);
                    weights[k - low] = (float) weight;
                    sum += weight;
                }
                for (int k = 0; k < weights.length; k++) {
                    weights[k] /= (float) sum;
                }
                filter.first[i] = low;
                filter.weights[i] = weights;
            }
            return filter;
        }
    }
}
