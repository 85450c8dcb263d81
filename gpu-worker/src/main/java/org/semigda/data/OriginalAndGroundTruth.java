package org.semigda.data;

import java.nio.file.Path;
import java.util.Optional;

/** {@code Original/} beside {@code Ground Truth/}: CVC-ClinicDB as its authors publish it, in TIFF. */
final class OriginalAndGroundTruth implements Layout {

    private static final String IMAGES = "Original";
    private static final String MASKS = "Ground Truth";

    @Override
    public String name() {
        return "original+ground-truth";
    }

    @Override
    public String description() {
        return "Original/ beside \"Ground Truth\"/ (CVC-ClinicDB)";
    }

    @Override
    public boolean recognises(Path root) {
        return ImageFiles.folder(root, IMAGES).isPresent()
                && ImageFiles.folder(root, MASKS).isPresent();
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        Path images = folder(root, IMAGES);
        Path masks = folder(root, MASKS);
        return ImagesAndMasks.nonEmpty(images, masks, Pairing.folders(root, images, masks));
    }

    private static Path folder(Path root, String name) {
        Optional<Path> folder = ImageFiles.folder(root, name);
        return folder.orElseThrow(() -> new DataException("no folder \"" + name + "\" in " + root
                + "; CVC-ClinicDB has Original/ with the frames and \"Ground Truth\"/ with their masks"));
    }
}
