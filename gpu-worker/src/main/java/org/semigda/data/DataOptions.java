package org.semigda.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What of a folder is wanted.
 *
 * @param normal whether BUSI's {@code normal} images, which show no lesion, are used; their masks are empty
 * @param unlabelled a folder of further images that are trained on without masks
 * @param groups what keeps images together: empty takes what names say, {@code none} nothing, otherwise a list file
 */
public record DataOptions(boolean normal, Optional<Path> unlabelled, String groups) {

    /** The data set as it is. */
    public static DataOptions plain() {
        return new DataOptions(false, Optional.empty(), "");
    }
}
