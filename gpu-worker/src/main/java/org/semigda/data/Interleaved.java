package org.semigda.data;

/**
 * 8-bit colours in an array, wherever in it they are: a {@link Picture}'s, or a decoder's own, which need not be copied
 * to be made smaller.
 *
 * @param offset where the first pixel is
 * @param line from a pixel to the one below it
 * @param step from a pixel to the next
 * @param red from a pixel to its red value, and so on; all three may be the same
 */
@SuppressWarnings("ArrayRecordComponent") // as in Picture
record Interleaved(byte[] data, int width, int height, int offset, int line, int step, int red, int green, int blue) {

    static Interleaved of(Picture picture) {
        return new Interleaved(picture.rgb(), picture.width(), picture.height(), 0, 3 * picture.width(), 3, 0, 1, 2);
    }

    /** A row as numbers from 0 to 255: red, green, blue of each pixel in turn. */
    void row(int y, float[] rgb) {
        int from = offset + y * line;
        for (int to = 0; to < rgb.length; to += 3) {
            rgb[to] = data[from + red] & 0xff;
            rgb[to + 1] = data[from + green] & 0xff;
            rgb[to + 2] = data[from + blue] & 0xff;
            from += step;
        }
    }

    /** The greatest of the three values of each pixel. */
    void brightest(char[] values) {
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = offset + y * line;
            for (int x = 0; x < width; x++) {
                int value = Math.max(data[from + red] & 0xff, data[from + green] & 0xff);
                values[to++] = (char) Math.max(value, data[from + blue] & 0xff);
                from += step;
            }
        }
    }

    /** The pixels as a picture of their own. */
    Picture toPicture() {
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = offset + y * line;
            for (int x = 0; x < width; x++) {
                rgb[to] = data[from + red];
                rgb[to + 1] = data[from + green];
                rgb[to + 2] = data[from + blue];
                to += 3;
                from += step;
            }
        }
        return new Picture(width, height, rgb);
    }
}
