package org.semigda.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The stored values of a decoded image, without any colour management: Java's own conversion of grey images to RGB
 * brightens them, and masks must not change at all. Values are taken row by row, so that a large image needs little
 * more memory than its pixels.
 */
final class Samples {

    /** How pixels are stored. */
    private enum Kind {
        /** Grey or RGB, perhaps with alpha. */
        PLAIN,
        /** Indices of colours. */
        PALETTE,
        /** A colour space that Java has to convert. */
        OTHER
    }

    private final BufferedImage image;
    private final Raster raster;
    private final Kind kind;
    private final int width;
    private final int height;

    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
    private final int bands;

    /** The greatest possible value of each band. */
    private final int[] ceilings;

    private Samples(BufferedImage image, Kind kind, int bands, int[] ceilings) {
        this.image = image;
        this.raster = image.getRaster();
        this.kind = kind;
        this.width = image.getWidth();
        this.height = image.getHeight();
        this.bands = bands;
        this.ceilings = ceilings;
    }

    static Samples of(BufferedImage image, Path file) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        if (model instanceof IndexColorModel palette) {
            int bands = palette.hasAlpha() ? 4 : 3;
            return new Samples(image, Kind.PALETTE, bands, ceilings(bands, 255));
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
            return new Samples(image, Kind.OTHER, 3, ceilings(3, 255));
        }
        if (Arrays.stream(raster.getSampleModel().getSampleSize()).max().orElse(0) > 16) {
            throw unusable(file, "values of more than 16 bit");
        }
        int[] ceilings = new int[bands];
        Arrays.setAll(ceilings, band -> (1 << raster.getSampleModel().getSampleSize(band)) - 1);
        return new Samples(image, Kind.PLAIN, bands, ceilings);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** In a word, such as {@code rgb8}, {@code grey16}, {@code grey-alpha8}, {@code palette} or {@code grey1}. */
    String mode() {
        return switch (kind) {
            case PALETTE -> "palette";
            case OTHER -> "other";
            case PLAIN ->
                new String[] {"grey", "grey-alpha", "rgb", "rgba"}[bands - 1]
                        + (32 - Integer.numberOfLeadingZeros(ceilings[0]));
        };
    }

    Picture toPicture() {
        return interleaved().map(Interleaved::toPicture).orElseGet(this::converted);
    }

    /** The decoder's own array, where that holds 8-bit grey or RGB. */
    Optional<Interleaved> interleaved() {
        if (kind != Kind.PLAIN
                || bands != 1 && bands != 3
                || ceilings[0] != 255
                || !(raster.getDataBuffer() instanceof DataBufferByte buffer)
                || buffer.getNumBanks() != 1
                || !(raster.getSampleModel() instanceof ComponentSampleModel model)
                || raster.getSampleModelTranslateX() != 0
                || raster.getSampleModelTranslateY() != 0) {
            return Optional.empty();
        }
        int[] offsets = model.getBandOffsets();
        return Optional.of(new Interleaved(
                buffer.getData(),
                width,
                height,
                buffer.getOffset(),
                model.getScanlineStride(),
                model.getPixelStride(),
                offsets[0],
                offsets[bands == 1 ? 0 : 1],
                offsets[bands == 1 ? 0 : 2]));
    }

    private Picture converted() {
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        int[] row = new int[width * bands];
        boolean hasAlpha = bands == 2 || bands == 4;
        int colours = bands <= 2 ? 1 : 3;
        for (int y = 0; y < height; y++) {
            row(y, row);
            for (int x = 0; x < width; x++) {
                float opacity = hasAlpha ? (float) row[x * bands + bands - 1] / ceilings[bands - 1] : 1;
                for (int channel = 0; channel < 3; channel++) {
                    int band = colours == 1 ? 0 : channel;
                    float value = (float) row[x * bands + band] / ceilings[band];
                    rgb[3 * (y * width + x) + channel] = (byte) Math.round(value * opacity * 255);
                }
            }
        }
        return new Picture(width, height, rgb);
    }

    LabelMap toLabels(int classes) {
        byte[] labels = new byte[Math.multiplyExact(width, height)];
        if (classes > 2 && kind == Kind.PALETTE && copyIndices(labels, classes)) {
            return new LabelMap(width, height, labels);
        }
        char[] brightest = brightest();
        int max = 0;
        for (char value : brightest) {
            max = Math.max(max, value);
        }
        int range = max <= 255 ? 255 : ceilings[0];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) label(brightest[i], max, range, classes);
        }
        return new LabelMap(width, height, labels);
    }

    /** Whether all palette indices are classes; then they are what the file means. */
    private boolean copyIndices(byte[] labels, int classes) {
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                if (row[x] >= classes) {
                    return false;
                }
                labels[y * width + x] = (byte) row[x];
            }
        }
        return true;
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
    char[] brightest() {
        char[] brightest = new char[Math.multiplyExact(width, height)];
        Optional<Interleaved> plain = interleaved();
        if (plain.isPresent()) {
            plain.get().brightest(brightest);
            return brightest;
        }
        int colours = bands <= 2 ? 1 : 3;
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            row(y, row);
            for (int x = 0; x < width; x++) {
                int value = row[x * bands];
                for (int band = 1; band < colours; band++) {
                    value = Math.max(value, row[x * bands + band]);
                }
                brightest[y * width + x] = (char) value;
            }
        }
        return brightest;
    }

    /** The values of a row, {@code bands} to a pixel. */
    private void row(int y, int[] row) {
        switch (kind) {
            case PLAIN -> raster.getPixels(0, y, width, 1, row);
            case PALETTE -> {
                IndexColorModel palette = (IndexColorModel) image.getColorModel();
                int[] indices = raster.getSamples(0, y, width, 1, 0, (int[]) null);
                for (int x = 0; x < width; x++) {
                    unpack(palette.getRGB(indices[x]), row, x);
                }
            }
            case OTHER -> {
                int[] packed = image.getRGB(0, y, width, 1, null, 0, width);
                for (int x = 0; x < width; x++) {
                    unpack(packed[x], row, x);
                }
            }
        }
    }

    private void unpack(int argb, int[] row, int x) {
        row[x * bands] = argb >> 16 & 0xff;
        row[x * bands + 1] = argb >> 8 & 0xff;
        row[x * bands + 2] = argb & 0xff;
        if (bands == 4) {
            row[x * bands + 3] = argb >>> 24;
        }
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
