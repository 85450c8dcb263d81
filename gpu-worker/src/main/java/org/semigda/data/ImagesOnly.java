package org.semigda.data;

import java.nio.file.Path;
import java.util.List;

/** Image files and nothing else: more images for the unlabelled part of another set. */
final class ImagesOnly implements Layout {

    @Override
    public String name() {
        return "images-only";
    }

    @Override
    public String description() {
        return "image files alone, all without masks";
    }

    @Override
    public boolean recognises(Path root) {
        List<String> stems = ImageFiles.stemsIn(root);
        return !stems.isEmpty() && stems.stream().noneMatch(Pairing::suffixed) && !IsicLayout.named(root);
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        Listing listing = Pairing.bare(root, root);
        if (listing.items().isEmpty()) {
            throw new DataException("no images in " + root + ": put PNG, JPEG, TIFF or BMP files there");
        }
        return listing.each(item -> item.inRole(Role.UNLABELLED));
    }
}
