package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Writes pictures and label maps into a batch, moved and coloured. What lies outside is mirrored at the border. */
final class Warp {

    private Warp() {}

    /** Bilinear; writes the three planes one after the other from {@code offset} on, in [-1, 1]. */
    static void picture(Picture source, Affine place, Colours colours, FloatBuffer target, int offset) {
        int width = source.width();
        int height = source.height();
        int plane = width * height;
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        double[] rgb = new double[3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sample(
                        source,
                        place.sourceX(x - middleX, y - middleY) + middleX,
                        place.sourceY(x - middleX, y - middleY) + middleY,
                        rgb);
                for (int channel = 0; channel < 3; channel++) {
                    double value = colours.value(channel, rgb[0], rgb[1], rgb[2]);
                    target.put(offset + channel * plane + y * width + x, (float) (value / 127.5 - 1));
                }
            }
        }
    }

    /** Nearest; writes from {@code offset} on. */
    static void labels(LabelMap source, Affine place, ByteBuffer target, int offset) {
        int width = source.width();
        int height = source.height();
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                long fromX = Math.round(place.sourceX(x - middleX, y - middleY) + middleX);
                long fromY = Math.round(place.sourceY(x - middleX, y - middleY) + middleY);
                byte label = source.labels()[mirrored((int) fromY, height) * width + mirrored((int) fromX, width)];
                target.put(offset + y * width + x, label);
            }
        }
    }

    private static void sample(Picture source, double x, double y, double[] rgb) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double toRight = x - left;
        double toBottom = y - top;
        int x0 = mirrored(left, source.width());
        int x1 = mirrored(left + 1, source.width());
        int y0 = mirrored(top, source.height());
        int y1 = mirrored(top + 1, source.height());
        for (int channel = 0; channel < 3; channel++) {
            double above = (1 - toRight) * source.value(x0, y0, channel) + toRight * source.value(x1, y0, channel);
            double below = (1 - toRight) * source.value(x0, y1, channel) + toRight * source.value(x1, y1, channel);
            rgb[channel] = (1 - toBottom) * above + toBottom * below;
        }
    }

    /** The position inside that a mirror at the outermost pixels shows: ... 2 1 [0 1 2 ... n-1] n-2 ... */
    static int mirrored(int position, int size) {
        if (position >= 0 && position < size) {
            return position;
        }
        int period = Math.max(1, 2 * (size - 1));
        int inPeriod = Math.floorMod(position, period);
        return inPeriod < size ? inPeriod : period - inPeriod;
    }
}
