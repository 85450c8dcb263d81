package org.semigda.infer;

import java.util.OptionalInt;
import org.semigda.conf.UserError;

/**
 * What is written for an image, and how it is predicted.
 *
 * @param overlay whether the mask over the image is written too
 * @param probability whether probabilities are written too, as 16-bit PNG
 * @param tile the side of a tile in pixels of the image, {@link #OWN_SIZE} for that of the model; empty predicts images whole
 */
public record PredictOptions(boolean overlay, boolean probability, OptionalInt tile) {

    /** As a tile: the size the model works at. */
    public static final int OWN_SIZE = 0;

    /** The least side of a tile: a smaller one holds nothing to be recognised. */
    private static final int LEAST = 16;

    /** A mask and nothing else. */
    public static final PredictOptions MASK = new PredictOptions(false, false, OptionalInt.empty());

    public PredictOptions {
        if (tile.isPresent() && tile.getAsInt() != OWN_SIZE && tile.getAsInt() < LEAST) {
            throw new UserError(
                    "--tile " + tile.getAsInt() + " is too small; tiles have at least " + LEAST + " pixels");
        }
    }
}
