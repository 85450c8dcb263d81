package org.semigda.infer;

/** From label values to class indices. */
final class Labels {

    /** What counts as foreground: a probability of at least this. */
    static final float THRESHOLD = 0.5f;

    private Labels() {}

    /** The class of each pixel: for K = 2 foreground from the threshold on, else the nearest index. */
    static byte[] of(float[] values, int classes) {
        byte[] labels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (byte)
                    (classes == 2
                            ? (values[i] >= THRESHOLD ? 1 : 0)
                            : Math.max(0, Math.min(classes - 1, Math.round(values[i]))));
        }
        return labels;
    }
}
