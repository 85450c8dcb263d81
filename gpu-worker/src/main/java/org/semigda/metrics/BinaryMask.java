package org.semigda.metrics;

import java.util.BitSet;

/** Which pixels are foreground. Immutable. */
public final class BinaryMask {

    private final int width;
    private final int height;
    private final boolean[] foreground;

    private BinaryMask(int width, int height, boolean[] foreground) {
        if (width < 1 || height < 1 || foreground.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a mask of " + width + " x " + height + " does not have " + foreground.length + " pixels");
        }
        this.width = width;
        this.height = height;
        this.foreground = foreground;
    }

    /** A mask of {@code width * height} values, row by row. */
    public static BinaryMask of(int width, int height, boolean[] foreground) {
        return new BinaryMask(width, height, foreground.clone());
    }

    /** The pixels of class indices that equal {@code label}. */
    public static BinaryMask ofLabel(int width, int height, byte[] labels, int label) {
        boolean[] foreground = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            foreground[i] = (labels[i] & 0xff) == label;
        }
        return new BinaryMask(width, height, foreground);
    }

    /** The pixels whose probability is at least {@code threshold}. */
    public static BinaryMask threshold(int width, int height, float[] probabilities, float threshold) {
        boolean[] foreground = new boolean[probabilities.length];
        for (int i = 0; i < probabilities.length; i++) {
            foreground[i] = probabilities[i] >= threshold;
        }
        return new BinaryMask(width, height, foreground);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Whether the pixel is foreground; false outside the mask. */
    public boolean at(int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height && foreground[y * width + x];
    }

    /** The number of foreground pixels. */
    public int count() {
        int count = 0;
        for (boolean pixel : foreground) {
            count += pixel ? 1 : 0;
        }
        return count;
    }

    public boolean isEmpty() {
        return count() == 0;
    }

    /** The number of pixels that are foreground in both. */
    public int overlap(BinaryMask other) {
        requireSameSize(other);
        int count = 0;
        for (int i = 0; i < foreground.length; i++) {
            count += foreground[i] && other.foreground[i] ? 1 : 0;
        }
        return count;
    }

    /**
     * The foreground pixels that the erosion with the 4-neighbourhood removes: those with a background pixel above, below,
     * left or right. Outside the image is background.
     */
    boolean[] boundary() {
        boolean[] boundary = new boolean[foreground.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boundary[y * width + x] = at(x, y) && !(at(x - 1, y) && at(x + 1, y) && at(x, y - 1) && at(x, y + 1));
            }
        }
        return boundary;
    }

    /** The foreground columns of a row. */
    BitSet row(int y) {
        BitSet row = new BitSet(width);
        for (int x = 0; x < width; x++) {
            row.set(x, foreground[y * width + x]);
        }
        return row;
    }

    void requireSameSize(BinaryMask other) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException("masks of different size: " + width + " x " + height + " and "
                    + other.width + " x " + other.height);
        }
    }
}
