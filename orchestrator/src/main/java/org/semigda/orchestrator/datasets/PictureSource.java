package org.semigda.orchestrator.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Shows the pictures of a data set. The orchestrator knows no layouts; whoever does hands this in. */
@FunctionalInterface
public interface PictureSource {

    /** Shows nothing. */
    PictureSource NONE = (folder, n, part) -> Optional.empty();

    /** What of a picture is wanted. */
    enum Part {
        /** The image as it is. */
        IMAGE,
        /** With the mask drawn in. */
        OVERLAY,
        /** Small, with the outline of the mask if there is one. */
        THUMBNAIL
    }

    /**
     * A picture as PNG. Blocks.
     *
     * @param n from 0, in the order of the set
     * @return empty when there is no such picture, or no mask to draw
     * @throws IOException when the picture cannot be decoded; the message names no folder
     */
    Optional<byte[]> png(Path folder, int n, Part part) throws IOException;
}
