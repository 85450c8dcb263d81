package org.semigda.orchestrator.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Shows the pictures of a data set. The orchestrator knows no layouts; whoever does hands this in. */
@FunctionalInterface
public interface PictureSource {

    /** Shows nothing. */
    PictureSource NONE = (folder, n, overlay) -> Optional.empty();

    /**
     * A picture as PNG. Blocks.
     *
     * @param n from 0, in the order of the set
     * @param overlay with the mask drawn in
     * @return empty when there is no such picture, or no mask to draw
     * @throws IOException when the picture cannot be decoded; the message names no folder
     */
    Optional<byte[]> png(Path folder, int n, boolean overlay) throws IOException;
}
