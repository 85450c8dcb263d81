package org.semigda.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One way of arranging images and masks in a folder. */
interface Layout {

    /** The layouts known, in the order they are tried. */
    static List<Layout> known() {
        return List.of(new ImagesAndMasks());
    }

    /** The name shown to the user. */
    String name();

    /** In a few words, what a folder of this layout holds. */
    String description();

    /** The folder's items in any order, or nothing if the folder is not arranged this way. */
    Optional<List<Item>> list(Path root);
}
