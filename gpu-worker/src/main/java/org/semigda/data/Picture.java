package org.semigda.data;

/**
 * A decoded colour image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb red, green, blue of each pixel in turn, row by row, 8 bit unsigned; {@code 3 * width * height} long.
 *     Shared, not copied: treat as read-only.
 */
@SuppressWarnings(
        "ArrayRecordComponent") // pixels are compared and copied nowhere; a copy per access would cost megabytes
public record Picture(int width, int height, byte[] rgb) {

    public Picture {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "a picture of " + width + " x " + height + " needs 3 bytes a pixel, not " + rgb.length + " in all");
        }
    }

    /** The value (0 to 255) of channel 0 (red), 1 (green) or 2 (blue) at a pixel. */
    public int value(int x, int y, int channel) {
        return rgb[3 * (y * width + x) + channel] & 0xff;
    }
}
