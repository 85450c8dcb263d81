package org.semigda.infer;

/** Colours that people with any colour vision tell apart (Okabe and Ito), as 0xRRGGBB. */
final class Palette {

    /** Foreground that was missed. */
    static final int MISSED = 0x0072B2;

    /** Background that was taken for foreground. */
    static final int INVENTED = 0xE69F00;

    /** Foreground of one class that was taken for another's. */
    static final int CONFUSED = 0xCC79A7;

    /** The outline of the truth. */
    static final int TRUTH = 0x56B4E9;

    /** Between the tiles of a picture. */
    static final int GAP = 0x808080;

    private static final int[] CLASSES = {0x56B4E9, 0xE69F00, 0x009E73, 0xCC79A7, 0xF0E442, 0xD55E00, 0x0072B2};

    private Palette() {}

    /** The colour of a class from 1 on. */
    static int ofClass(int label) {
        return CLASSES[(label - 1) % CLASSES.length];
    }

    static int grey(int value) {
        return value << 16 | value << 8 | value;
    }

    /** Brightness of a colour, 0 to 255 (ITU-R BT.601). */
    static int brightness(int rgb) {
        return (int) Math.round(0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff));
    }

    /** {@code share} of {@code above} over {@code below}. */
    static int blend(int below, int above, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double value = (1 - share) * (below >> shift & 0xff) + share * (above >> shift & 0xff);
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }
}
