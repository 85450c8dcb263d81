package org.semigda.data;

/**
 * A decoded mask.
 *
 * @param width in pixels
 * @param height in pixels
 * @param labels the class index of each pixel, row by row, 0 is background. Shared, not copied: treat as read-only.
 */
@SuppressWarnings("ArrayRecordComponent") // as in Picture
public record LabelMap(int width, int height, byte[] labels) {

    public LabelMap {
        if (width < 1 || height < 1 || labels.length != (long) width * height) {
            throw new IllegalArgumentException("a label map of " + width + " x " + height
                    + " needs a byte a pixel, not " + labels.length + " in all");
        }
    }

    /** The class index at a pixel. */
    public int label(int x, int y) {
        return labels[y * width + x] & 0xff;
    }
}
