package org.semigda.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The stored values of a decoded image, without any colour management: Java's own conversion of grey images to RGB
 * brightens them, and masks must not change at all.
 *
 * @param bands 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
 * @param values of each pixel in turn, {@code bands} each
 * @param ceilings the greatest possible value of each band
 * @param indices the palette indices of an image that has a palette, otherwise empty
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one conversion
record Samples(int width, int height, int bands, int[] values, int[] ceilings, int[] indices) {

    static Samples of(BufferedImage image, Path file) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int height = image.getHeight();
        if (model instanceof IndexColorModel palette) {
            int[] indices = raster.getSamples(0, 0, width, height, 0, (int[]) null);
            return new Samples(width, height, 3, colours(indices, palette), ceilings(3, 255), indices);
        }
        int type = raster.getTransferType();
        if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT && type != DataBuffer.TYPE_INT) {
            throw unusable(file, "signed values or fractions");
        }
        int bands = raster.getNumBands();
        int colourSpace = model.getColorSpace().getType();
        boolean plain = bands <= 2 && colourSpace == ColorSpace.TYPE_GRAY
                || (bands == 3 || bands == 4) && colourSpace == ColorSpace.TYPE_RGB;
        if (!plain) {
            int[] packed = image.getRGB(0, 0, width, height, null, 0, width);
            return new Samples(width, height, 3, unpacked(packed), ceilings(3, 255), new int[0]);
        }
        if (Arrays.stream(raster.getSampleModel().getSampleSize()).max().orElse(0) > 16) {
            throw unusable(file, "values of more than 16 bit");
        }
        int[] ceilings = new int[bands];
        Arrays.setAll(ceilings, band -> (1 << raster.getSampleModel().getSampleSize(band)) - 1);
        return new Samples(
                width, height, bands, raster.getPixels(0, 0, width, height, (int[]) null), ceilings, new int[0]);
    }

    Picture toPicture() {
        byte[] rgb = new byte[3 * width * height];
        if (bands == 3 && Arrays.stream(ceilings).allMatch(ceiling -> ceiling == 255)) {
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) values[i];
            }
            return new Picture(width, height, rgb);
        }
        for (int i = 0; i < width * height; i++) {
            for (int channel = 0; channel < 3; channel++) {
                rgb[3 * i + channel] = (byte) Math.round(colour(i, channel) * opacity(i) * 255);
            }
        }
        return new Picture(width, height, rgb);
    }

    LabelMap toLabels(int classes) {
        byte[] labels = new byte[width * height];
        if (classes > 2 && indices.length > 0 && Arrays.stream(indices).max().orElse(0) < classes) {
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) indices[i];
            }
            return new LabelMap(width, height, labels);
        }
        int[] brightest = brightest();
        int max = Arrays.stream(brightest).max().orElse(0);
        int range = max <= 255 ? 255 : ceilings[0];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) label(brightest[i], max, range, classes);
        }
        return new LabelMap(width, height, labels);
    }

    private static int label(int value, int max, int range, int classes) {
        if (max < classes) {
            return value;
        }
        if (classes == 2) {
            return 2 * value > range ? 1 : 0;
        }
        return Math.round((float) value * (classes - 1) / range);
    }

    /** The greatest colour value of each pixel: a red mask is as good as a white one. */
    private int[] brightest() {
        int[] brightest = new int[width * height];
        int colours = bands <= 2 ? 1 : 3;
        for (int i = 0; i < brightest.length; i++) {
            for (int band = 0; band < colours; band++) {
                brightest[i] = Math.max(brightest[i], values[i * bands + band]);
            }
        }
        return brightest;
    }

    private float colour(int pixel, int channel) {
        int band = bands <= 2 ? 0 : channel;
        return (float) values[pixel * bands + band] / ceilings[band];
    }

    private float opacity(int pixel) {
        boolean hasAlpha = bands == 2 || bands == 4;
        return hasAlpha ? (float) values[pixel * bands + bands - 1] / ceilings[bands - 1] : 1;
    }

    private static int[] colours(int[] indices, IndexColorModel palette) {
        int[] packed = new int[indices.length];
        Arrays.setAll(packed, i -> palette.getRGB(indices[i]));
        return unpacked(packed);
    }

    private static int[] unpacked(int[] packed) {
        int[] values = new int[3 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            values[3 * i] = packed[i] >> 16 & 0xff;
            values[3 * i + 1] = packed[i] >> 8 & 0xff;
            values[3 * i + 2] = packed[i] & 0xff;
        }
        return values;
    }

    private static DataException unusable(Path file, String what) {
        return new DataException("cannot read " + file + ": it has " + what + "; store it with 8 or 16 bit a channel");
    }

    private static int[] ceilings(int bands, int ceiling) {
        int[] ceilings = new int[bands];
        Arrays.fill(ceilings, ceiling);
        return ceilings;
    }
}
