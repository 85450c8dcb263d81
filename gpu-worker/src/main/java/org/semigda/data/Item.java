package org.semigda.data;

import java.nio.file.Path;
import java.util.List;

/**
 * One image of a data set.
 *
 * @param id the image's path below its folder without the file type, with {@code /} between folders; unique in the set
 * @param image the image file
 * @param masks the files whose union is the image's mask; empty for an image without annotation
 */
public record Item(String id, Path image, List<Path> masks) {

    public Item {
        masks = List.copyOf(masks);
    }

    /** Whether the image is annotated. An annotation without any foreground counts. */
    public boolean hasMask() {
        return !masks.isEmpty();
    }
}
