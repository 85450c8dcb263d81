package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Writes pictures and label maps into a batch, moved and coloured. What lies outside is mirrored at the border. Works row
 * by row on small arrays of its own: no memory in proportion to the picture is taken from the heap.
 */
final class Warp {

    /** 0 to 255 becomes 0 to 2. */
    private static final double PER_STEP = 1 / 127.5;

    private Warp() {}

    /** Bilinear; writes the three planes one after the other from {@code offset} on, in [-1, 1]. */
    static void picture(Picture source, Affine place, Colours colours, FloatBuffer target, int offset) {
        int width = source.width();
        int plane = width * source.height();
        double middleX = (width - 1) / 2.0;
        double middleY = (source.height() - 1) / 2.0;
        boolean recolour = !colours.isUnchanged();
        float[] row = new float[3 * width];
        for (int y = 0; y < source.height(); y++) {
            double x0 = place.sourceX(-middleX, y - middleY) + middleX;
            double y0 = place.sourceY(-middleX, y - middleY) + middleY;
            if (onPixels(source, x0, place.a(), y0, place.d())) {
                copyRow(source, (int) x0, (int) place.a(), (int) y0, (int) place.d(), row);
            } else {
                sampleRow(source, x0, place.a(), y0, place.d(), row);
            }
            if (recolour) {
                recolour(colours, row, width);
            }
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (row[i] * PER_STEP - 1);
            }
            for (int channel = 0; channel < 3; channel++) {
                target.put(offset + channel * plane + y * width, row, channel * width, width);
            }
        }
    }

    /** Whether a line meets pixels of the source exactly, and only those inside: flips and quarter turns do. */
    private static boolean onPixels(Picture source, double x0, double dx, double y0, double dy) {
        double x1 = x0 + (source.width() - 1) * dx;
        double y1 = y0 + (source.width() - 1) * dy;
        return isWhole(x0)
                && isWhole(dx)
                && isWhole(y0)
                && isWhole(dy)
                && Math.min(x0, x1) >= 0
                && Math.max(x0, x1) < source.width()
                && Math.min(y0, y1) >= 0
                && Math.max(y0, y1) < source.height();
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }

    private static void copyRow(Picture source, int x0, int dx, int y0, int dy, float[] row) {
        byte[] rgb = source.rgb();
        int width = source.width();
        int from = 3 * (y0 * width + x0);
        int step = 3 * (dy * width + dx);
        for (int i = 0; i < width; i++) {
            row[i] = rgb[from] & 0xff;
            row[width + i] = rgb[from + 1] & 0xff;
            row[2 * width + i] = rgb[from + 2] & 0xff;
            from += step;
        }
    }

    /** The values along a line through the source, the reds first, then the greens and the blues. */
    private static void sampleRow(Picture source, double x0, double dx, double y0, double dy, float[] row) {
        byte[] rgb = source.rgb();
        int width = source.width();
        int height = source.height();
        for (int i = 0; i < width; i++) {
            double x = x0 + i * dx;
            double y = y0 + i * dy;
            int left = floor(x);
            int top = floor(y);
            float toRight = (float) (x - left);
            float toBottom = (float) (y - top);
            int nw;
            int ne;
            int sw;
            int se;
            if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
                nw = 3 * (top * width + left);
                ne = nw + 3;
                sw = nw + 3 * width;
                se = sw + 3;
            } else {
                int west = mirrored(left, width);
                int east = mirrored(left + 1, width);
                int north = mirrored(top, height) * width;
                int south = mirrored(top + 1, height) * width;
                nw = 3 * (north + west);
                ne = 3 * (north + east);
                sw = 3 * (south + west);
                se = 3 * (south + east);
            }
            float wNe = toRight * (1 - toBottom);
            float wSw = (1 - toRight) * toBottom;
            float wSe = toRight * toBottom;
            float wNw = (1 - toRight) * (1 - toBottom);
            for (int channel = 0, to = i; channel < 3; channel++, to += width) {
                row[to] = wNw * (rgb[nw + channel] & 0xff)
                        + wNe * (rgb[ne + channel] & 0xff)
                        + wSw * (rgb[sw + channel] & 0xff)
                        + wSe * (rgb[se + channel] & 0xff);
            }
        }
    }

    private static void recolour(Colours colours, float[] row, int width) {
        float[] m = new float[9];
        for (int i = 0; i < 9; i++) {
            m[i] = (float) colours.matrix()[i];
        }
        float offset = (float) colours.offset();
        for (int i = 0; i < width; i++) {
            float red = row[i];
            float green = row[width + i];
            float blue = row[2 * width + i];
            row[i] = clamped(m[0] * red + m[1] * green + m[2] * blue + offset);
            row[width + i] = clamped(m[3] * red + m[4] * green + m[5] * blue + offset);
            row[2 * width + i] = clamped(m[6] * red + m[7] * green + m[8] * blue + offset);
        }
    }

    private static float clamped(float value) {
        return Math.max(0, Math.min(255, value));
    }

    /** Nearest; writes from {@code offset} on. */
    static void labels(LabelMap source, Affine place, ByteBuffer target, int offset) {
        int width = source.width();
        int height = source.height();
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        byte[] labels = source.labels();
        byte[] row = new byte[width];
        for (int y = 0; y < height; y++) {
            double x0 = place.sourceX(-middleX, y - middleY) + middleX + 0.5;
            double y0 = place.sourceY(-middleX, y - middleY) + middleY + 0.5;
            for (int x = 0; x < width; x++) {
                int fromX = mirrored(floor(x0 + x * place.a()), width);
                int fromY = mirrored(floor(y0 + x * place.d()), height);
                row[x] = labels[fromY * width + fromX];
            }
            target.put(offset + y * width, row);
        }
    }

    /** The greatest whole number that is not above; faster than Math.floor for values that fit. */
    private static int floor(double value) {
        int whole = (int) value;
        return value < whole ? whole - 1 : whole;
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
