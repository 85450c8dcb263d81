package org.semigda.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Skin lesions: {@code ISIC_0000000.jpg} with {@code ISIC_0000000_segmentation.png}, in one folder, in {@code images/}
 * and {@code masks/}, or in the challenge's own {@code ..._Training_Input/} and {@code ..._Training_GroundTruth/}, then
 * with its test part as the test set.
 */
final class IsicLayout implements Layout {

    private static final Pattern NAME = Pattern.compile("ISIC_\\d+(_segmentation)?");
    private static final String INPUT = "_input";
    private static final String TRUTH = "_groundtruth";

    @Override
    public String name() {
        return "isic";
    }

    @Override
    public String description() {
        return "ISIC_x.jpg with ISIC_x_segmentation.png, in one folder, in images/ and masks/, or in the challenge's"
                + " *_Training_Input/ and *_Training_GroundTruth/";
    }

    @Override
    public boolean recognises(Path root) {
        return named(root)
                || Pairing.imageFolder(root).filter(IsicLayout::named).isPresent()
                || challenge(root, "training", INPUT).isPresent();
    }

    /** Whether the images that lie in a folder have ISIC's names. */
    static boolean named(Path folder) {
        List<String> stems = ImageFiles.stemsIn(folder);
        return !stems.isEmpty()
                && stems.stream().allMatch(stem -> NAME.matcher(stem).matches());
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        if (challenge(root, "training", INPUT).isPresent()) {
            Listing all = part(root, "training", Role.TRAINING)
                    .orElseThrow(() -> new DataException("no *_Training_GroundTruth/ in " + root
                            + " beside *_Training_Input/; unpack the challenge's archive of masks there"));
            all = part(root, "test", Role.test("ISIC-2018")).map(all::and).orElse(all);
            // The challenge's own hundred validation images take no part in the paper's protocol.
            int others = part(root, "validation", Role.VALIDATION)
                    .map(listing -> listing.items().size())
                    .orElse(0);
            return all.withLeftOut("the challenge's validation part", others);
        }
        if (Pairing.imageFolder(root).isPresent()) {
            return ImagesAndMasks.pairs(root);
        }
        Listing listing = Pairing.mixed(root, root);
        if (listing.items().stream().noneMatch(Item::hasMask)) {
            throw new DataException(
                    "no masks in " + root + ": beside ISIC_x.jpg there must be ISIC_x_segmentation.png");
        }
        return listing;
    }

    private static Optional<Listing> part(Path root, String part, Role role) {
        Optional<Path> images = challenge(root, part, INPUT);
        Optional<Path> masks = challenge(root, part, TRUTH);
        return images.isPresent() && masks.isPresent()
                ? Optional.of(Pairing.folders(root, images.get(), masks.get()).each(item -> item.inRole(role)))
                : Optional.empty();
    }

    private static Optional<Path> challenge(Path root, String part, String ending) {
        return ImageFiles.folders(root).stream()
                .filter(folder -> {
                    String name = ImageFiles.fileName(folder).toLowerCase(Locale.ROOT);
                    return name.endsWith(part + ending);
                })
                .findFirst();
    }
}
