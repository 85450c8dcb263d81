package org.semigda.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folders of the paper's release: {@code labeled/}, {@code unlabeled/} and {@code val/}, each with images beside
 * masks. {@code test/} is used where there is one; otherwise the split takes the test part out of {@code val/}, so that
 * no image both chooses a checkpoint and scores it.
 */
final class ReleaseLayout implements Layout {

    private static final List<String> LABELLED = List.of("labeled", "labelled");
    private static final List<String> UNLABELLED = List.of("unlabeled", "unlabelled");
    private static final List<String> VALIDATION = List.of("val", "validation");

    @Override
    public String name() {
        return "release";
    }

    @Override
    public String description() {
        return "labeled/, unlabeled/ and val/, each with images and masks";
    }

    @Override
    public boolean recognises(Path root) {
        return ImageFiles.folder(root, LABELLED).isPresent();
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        Listing labelled = part(root, LABELLED, Role.LABELLED, true);
        Listing unlabelled = part(root, UNLABELLED, Role.UNLABELLED, false);
        Listing validation = part(root, VALIDATION, Role.VALIDATION, true);
        Optional<Path> test = ImageFiles.folder(root, "test");
        Listing all = labelled.and(unlabelled).and(validation);
        return test.isPresent() ? all.and(part(root, List.of("test"), Role.test("test"), true)) : all;
    }

    private static Listing part(Path root, List<String> names, Role role, boolean annotated) {
        Path folder = ImageFiles.folder(root, names)
                .orElseThrow(() -> new DataException("no folder " + names.get(0) + "/ in " + root
                        + "; the release's arrangement is labeled/, unlabeled/ and val/"));
        Listing listing = Pairing.any(root, folder);
        if (listing.items().isEmpty() || annotated && !listing.items().stream().allMatch(Item::hasMask)) {
            throw new DataException("not every image in " + folder + " has a mask, or there is none; put images into "
                    + names.get(0) + "/images and masks of the same names into " + names.get(0) + "/masks");
        }
        return listing.each(item -> item.inRole(role)).below(ImageFiles.fileName(folder));
    }
}
