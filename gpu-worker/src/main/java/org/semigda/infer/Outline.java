package org.semigda.infer;

import java.awt.image.BufferedImage;

/** Finds the border of labelled areas, in an image that may be a whole multiple of the label map's size. */
final class Outline {

    private Outline() {}

    /**
     * Draws the inner border of every labelled area.
     *
     * @param left where the area of the map begins in {@code target}
     * @param scale pixels of {@code target} to a pixel of the map, at least 1
     * @param thickness of the line, in pixels of {@code target}
     */
    static void draw(
            BufferedImage target,
            int left,
            byte[] labels,
            int width,
            int height,
            int scale,
            int thickness,
            Colour colour) {
        for (int y = 0; y < height * scale; y++) {
            for (int x = 0; x < width * scale; x++) {
                int label = labels[y / scale * width + x / scale] & 0xff;
                if (label > 0 && nearBorder(labels, width, height, scale, x, y, label, thickness)) {
                    target.setRGB(left + x, y, colour.of(label));
                }
            }
        }
    }

    /** The colour of a class. */
    @FunctionalInterface
    interface Colour {
        int of(int label);
    }

    /** Whether another label, or the image's edge, is less than {@code thickness} + 1 steps away along a row or column. */
    private static boolean nearBorder(
            byte[] labels, int width, int height, int scale, int x, int y, int label, int thickness) {
        for (int step = 1; step <= thickness; step++) {
            if (differs(labels, width, height, scale, x - step, y, label)
                    || differs(labels, width, height, scale, x + step, y, label)
                    || differs(labels, width, height, scale, x, y - step, label)
                    || differs(labels, width, height, scale, x, y + step, label)) {
                return true;
            }
        }
        return false;
    }

    private static boolean differs(byte[] labels, int width, int height, int scale, int x, int y, int label) {
        if (x < 0 || y < 0 || x >= width * scale || y >= height * scale) {
            return true;
        }
        return (labels[y / scale * width + x / scale] & 0xff) != label;
    }
}
