package org.semigda.train;

/** The parts of a training, in their order. */
public enum Stage {
    /** Trains the autoencoder, where no pretrained one is given (ours). */
    AUTOENCODER(0),
    /** Aligns the latents of images with those of their annotations (paper, eq. 5 and 6). */
    ALIGNMENT(1),
    /** Segments, with both branches teaching each other (paper, eq. 12). */
    SEGMENTATION(2);

    private final int number;

    Stage(int number) {
        this.number = number;
    }

    /** 0, 1 or 2, as in the specification, the settings and the loader. */
    public int number() {
        return number;
    }

    /**
     * The stage with this number.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Stage of(int number) {
        for (Stage stage : values()) {
            if (stage.number == number) {
                return stage;
            }
        }
        throw new IllegalArgumentException("there is no stage " + number + "; stages are 0, 1 and 2");
    }
}
