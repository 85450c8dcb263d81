package org.semigda.data;

import java.nio.file.Path;
import java.util.List;

/**
 * One image of a data set.
 *
 * @param id the image's path below its folder without the file type, with {@code /} between folders; unique in the set
 * @param image the image file
 * @param masks the files whose union is the image's mask; empty for an image without annotation
 * @param role what the folder keeps the image for
 * @param group what it belongs together with, such as a video or a region: images of one group are never divided
 *     between training, validation and test. Empty for an image on its own.
 */
public record Item(String id, Path image, List<Path> masks, Role role, String group) {

    public Item {
        masks = List.copyOf(masks);
    }

    /** An image that may serve any part. */
    public Item(String id, Path image, List<Path> masks) {
        this(id, image, masks, Role.ANY, "");
    }

    /** Whether the image is annotated. An annotation without any foreground counts. */
    public boolean hasMask() {
        return !masks.isEmpty();
    }

    Item inRole(Role other) {
        return new Item(id, image, other.kind() == Role.Kind.UNLABELLED ? List.of() : masks, other, group);
    }

    Item inGroup(String other) {
        return new Item(id, image, masks, role, other);
    }

    Item named(String other) {
        return new Item(other, image, masks, role, group);
    }
}
