package org.semigda.infer;

import org.semigda.data.LabelMap;

/** From a model's map to a mask of the input's own size: the map is enlarged first and cut after, so that borders are smooth. */
final class Upscale {

    private Upscale() {}

    /**
     * The mask of a map of label values.
     *
     * @param values [fromHeight, fromWidth], in [0, K-1]
     */
    static LabelMap mask(float[] values, int classes, int fromWidth, int fromHeight, int width, int height) {
        if (classes == 2) {
            return new LabelMap(width, height, Labels.of(bilinear(values, fromWidth, fromHeight, width, height), 2));
        }
        // Between 0 and 2 lies 1 as a number, but not in the image: classes are enlarged one by one.
        byte[] labels = new byte[width * height];
        float[] best = new float[width * height];
        for (int label = 0; label < classes; label++) {
            float[] soft = new float[values.length];
            for (int i = 0; i < soft.length; i++) {
                soft[i] = Math.max(0, 1 - Math.abs(values[i] - label));
            }
            float[] large = bilinear(soft, fromWidth, fromHeight, width, height);
            for (int i = 0; i < large.length; i++) {
                if (large[i] > best[i]) {
                    best[i] = large[i];
                    labels[i] = (byte) label;
                }
            }
        }
        return new LabelMap(width, height, labels);
    }

    /** Changes the size of a map; pixels are areas, values sit at their middles, the border's go on outside. */
    static float[] bilinear(float[] values, int fromWidth, int fromHeight, int width, int height) {
        float[] result = new float[width * height];
        for (int y = 0; y < height; y++) {
            float sourceY = source(y, height, fromHeight);
            int top = (int) sourceY;
            int bottom = Math.min(fromHeight - 1, top + 1);
            float down = sourceY - top;
            for (int x = 0; x < width; x++) {
                float sourceX = source(x, width, fromWidth);
                int left = (int) sourceX;
                int right = Math.min(fromWidth - 1, left + 1);
                float across = sourceX - left;
                float above = mix(values[top * fromWidth + left], values[top * fromWidth + right], across);
                float below = mix(values[bottom * fromWidth + left], values[bottom * fromWidth + right], across);
                result[y * width + x] = mix(above, below, down);
            }
        }
        return result;
    }

    private static float source(int position, int size, int fromSize) {
        return Math.max(0, Math.min(fromSize - 1, (position + 0.5f) * fromSize / size - 0.5f));
    }

    private static float mix(float a, float b, float share) {
        return a + share * (b - a);
    }
}
