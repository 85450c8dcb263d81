package org.semigda.data;

/**
 * What a folder's own arrangement says an image is for.
 *
 * @param kind the part it is kept for, or {@link Kind#ANY} where the folder says nothing
 * @param set the name of its test set, such as {@code CVC-300}; empty for every other kind
 */
public record Role(Kind kind, String set) {

    /** The parts a folder can name. */
    public enum Kind {
        /** The folder does not say; the split is drawn. */
        ANY,
        /** Trained on or used for validation, never for test. */
        TRAINING,
        /** Trained on with its mask. */
        LABELLED,
        /** Trained on without a mask. */
        UNLABELLED,
        VALIDATION,
        TEST
    }

    public static final Role ANY = new Role(Kind.ANY, "");
    public static final Role TRAINING = new Role(Kind.TRAINING, "");
    public static final Role LABELLED = new Role(Kind.LABELLED, "");
    public static final Role UNLABELLED = new Role(Kind.UNLABELLED, "");
    public static final Role VALIDATION = new Role(Kind.VALIDATION, "");

    /** An image of a named test set. */
    public static Role test(String set) {
        return new Role(Kind.TEST, set);
    }
}
