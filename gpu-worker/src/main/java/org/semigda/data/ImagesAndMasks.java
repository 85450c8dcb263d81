package org.semigda.data;

import java.nio.file.Path;
import java.util.Optional;

/** {@code images/} beside {@code masks/}: Kvasir-SEG, CVC-ClinicDB and the phantoms. */
final class ImagesAndMasks implements Layout {

    @Override
    public String name() {
        return "images+masks";
    }

    @Override
    public String description() {
        return "images/ beside masks/, with the same file names";
    }

    @Override
    public boolean recognises(Path root) {
        Optional<Path> images = Pairing.imageFolder(root);
        return images.isPresent() && !IsicLayout.named(images.get()) && !BcssLayout.named(images.get());
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        return pairs(root);
    }

    /** The pairs of the two folders, of which neither may be empty. */
    static Listing pairs(Path root) {
        Path images = Pairing.imageFolder(root)
                .orElseThrow(() -> new DataException("no images folder in " + root + ": there must be images/"));
        requireImages(images);
        Path masks = Pairing.maskFolder(root)
                .orElseThrow(
                        () -> new DataException(
                                "no masks in " + root
                                        + ": beside images/ there must be a folder masks/ with a mask of the same name for at least some images"));
        return nonEmpty(images, masks, Pairing.folders(root, images, masks));
    }

    private static void requireImages(Path folder) {
        if (ImageFiles.below(folder).isEmpty()) {
            throw new DataException("no images in " + folder + ": put PNG, JPEG, TIFF or BMP files there");
        }
    }

    static Listing nonEmpty(Path images, Path masks, Listing listing) {
        requireImages(images);
        if (ImageFiles.below(masks).isEmpty()) {
            throw new DataException(
                    "no masks in " + masks + ": put a mask of the same name there for at least some of the images");
        }
        return listing;
    }
}
