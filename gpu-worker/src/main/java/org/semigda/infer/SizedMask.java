package org.semigda.infer;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.semigda.data.LabelMap;

/** A prediction at the input's own size, filled row by row: the class of each pixel and, where wanted, its probabilities. */
final class SizedMask {

    private static final int FULL = 65_535;

    private final int width;
    private final int height;
    private final int classes;
    private final byte[] labels;
    private final short[][] probabilities;

    /** @param probabilities whether they are kept: 2 bytes a pixel and foreground class */
    SizedMask(int width, int height, int classes, boolean probabilities) {
        this.width = width;
        this.height = height;
        this.classes = classes;
        this.labels = new byte[Math.multiplyExact(width, height)];
        this.probabilities = new short[probabilities ? classes - 1 : 0][probabilities ? labels.length : 0];
    }

    /** A map of label values, enlarged. */
    static SizedMask of(
            float[] values, int classes, int fromWidth, int fromHeight, int width, int height, boolean probabilities) {
        SizedMask mask = new SizedMask(width, height, classes, probabilities);
        float[][] channels = Upscale.channels(values, classes);
        float[][] row = new float[channels.length][width];
        for (int y = 0; y < height; y++) {
            for (int c = 0; c < channels.length; c++) {
                Upscale.row(channels[c], fromWidth, fromHeight, width, height, y, row[c], 0);
            }
            mask.row(y, row);
        }
        return mask;
    }

    /** Takes a row of {@link Upscale#channels}, [channels][width]. */
    void row(int y, float[]... channels) {
        for (int x = 0; x < width; x++) {
            int at = y * width + x;
            labels[at] = (byte) (classes == 2 ? (channels[0][x] >= Labels.THRESHOLD ? 1 : 0) : best(channels, x));
            for (int k = 0; k < probabilities.length; k++) {
                float probability = channels[classes == 2 ? 0 : k + 1][x];
                probabilities[k][at] = (short) Math.round(FULL * Math.max(0, Math.min(1, probability)));
            }
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    LabelMap labels() {
        return new LabelMap(width, height, labels);
    }

    /** 8-bit grey: 0 and 255 for two classes, class indices for more. */
    BufferedImage picture() {
        byte[] grey = labels.clone();
        if (classes == 2) {
            for (int i = 0; i < grey.length; i++) {
                grey[i] = (byte) (grey[i] == 0 ? 0 : 255);
            }
        }
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setDataElements(0, 0, width, height, grey);
        return picture;
    }

    /** 16-bit grey, 65535 for certain: one picture for each foreground class, from 1 on; none where they were not kept. */
    List<BufferedImage> probabilities() {
        return IntStream.range(0, probabilities.length)
                .mapToObj(k -> {
                    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
                    picture.getRaster().setDataElements(0, 0, width, height, probabilities[k]);
                    return picture;
                })
                .toList();
    }

    private static int best(float[][] channels, int x) {
        int best = 0;
        for (int k = 1; k < channels.length; k++) {
            if (channels[k][x] > channels[best][x]) {
                best = k;
            }
        }
        return best;
    }
}
