package org.semigda.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The colonoscopy split that came with PraNet: {@code TrainDataset/} with images and masks, and
 * {@code TestDataset/NAME/} with those of each test set, which are scored separately.
 */
final class PranetLayout implements Layout {

    private static final String TRAIN = "TrainDataset";
    private static final String TEST = "TestDataset";

    @Override
    public String name() {
        return "pranet";
    }

    @Override
    public String description() {
        return "TrainDataset/ beside TestDataset/NAME/, each with images and masks (PraNet)";
    }

    @Override
    public boolean recognises(Path root) {
        return ImageFiles.folder(root, TRAIN).isPresent();
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        Path train = ImageFiles.folder(root, TRAIN)
                .orElseThrow(() -> new DataException("no TrainDataset/ in " + root + "; PraNet's split has it"));
        Listing all = part(root, train, TRAIN, Role.TRAINING);
        Optional<Path> test = ImageFiles.folder(root, TEST);
        List<Path> sets = test.map(ImageFiles::folders).orElse(List.of());
        if (sets.isEmpty()) {
            throw new DataException("no TestDataset/NAME/ in " + root
                    + "; PraNet's split has a folder for each test set, such as TestDataset/Kvasir/images and masks");
        }
        for (Path set : sets) {
            String name = ImageFiles.fileName(set);
            all = all.and(part(root, set, TEST + "/" + name, Role.test(name)));
        }
        return all;
    }

    private static Listing part(Path root, Path folder, String name, Role role) {
        Listing listing = Pairing.any(root, folder);
        if (listing.items().stream().noneMatch(Item::hasMask)) {
            throw new DataException("no images with masks in " + folder
                    + "; there must be images/ (or image/) beside masks/ (or mask/)");
        }
        return listing.each(item -> item.inRole(role)).below(name);
    }
}
