package org.semigda.data;

import java.nio.file.Path;
import java.util.List;

/** One way of arranging images and masks in a folder. */
interface Layout {

    /** The layouts known. */
    static List<Layout> known() {
        return List.of(
                new ImagesAndMasks(),
                new OriginalAndGroundTruth(),
                new BusiLayout(),
                new PranetLayout(),
                new IsicLayout(),
                new BcssLayout(),
                new ReleaseLayout(),
                new ImagesOnly());
    }

    /** The name shown to the user and written in {@code dataset.yaml}. */
    String name();

    /** In a few words, what a folder of this layout holds. */
    String description();

    /** Whether a folder is arranged this way, as far as its names tell. */
    boolean recognises(Path root);

    /**
     * The folder's items.
     *
     * @throws DataException if something the layout cannot be without is missing
     */
    Listing list(Path root, DataOptions options);
}
