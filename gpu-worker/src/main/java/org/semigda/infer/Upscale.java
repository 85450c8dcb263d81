package org.semigda.infer;

/** From a model's map to the input's own size: the map is enlarged first and cut into classes after, so that borders are smooth. */
final class Upscale {

    private Upscale() {}

    /** Changes the size of a map; pixels are areas, values sit at their middles, the border's go on outside. */
    static float[] bilinear(float[] values, int fromWidth, int fromHeight, int width, int height) {
        float[] result = new float[width * height];
        for (int y = 0; y < height; y++) {
            row(values, fromWidth, fromHeight, width, height, y, result, y * width);
        }
        return result;
    }

    /** One row of {@link #bilinear}, written from {@code offset} on. */
    static void row(
            float[] values, int fromWidth, int fromHeight, int width, int height, int y, float[] target, int offset) {
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
            target[offset + x] = mix(above, below, down);
        }
    }

    /**
     * What of a map of label values can be enlarged and blended: for K = 2 the map itself, the foreground's probability; for
     * K &gt; 2 a soft map for each class, because between 0 and 2 lies 1 as a number, but not in the image.
     */
    static float[][] channels(float[] values, int classes) {
        if (classes == 2) {
            return new float[][] {values};
        }
        float[][] soft = new float[classes][values.length];
        for (int label = 0; label < classes; label++) {
            for (int i = 0; i < values.length; i++) {
                soft[label][i] = Math.max(0, 1 - Math.abs(values[i] - label));
            }
        }
        return soft;
    }

    private static float source(int position, int size, int fromSize) {
        return Math.max(0, Math.min(fromSize - 1, (position + 0.5f) * fromSize / size - 0.5f));
    }

    private static float mix(float a, float b, float share) {
        return a + share * (b - a);
    }
}
