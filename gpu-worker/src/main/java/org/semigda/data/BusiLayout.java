package org.semigda.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Breast ultrasound (Al-Dhabyani et al. 2020): {@code benign/}, {@code malignant/} and {@code normal/}, each with
 * {@code benign (1).png} beside {@code benign (1)_mask.png}, and {@code _mask_1.png} and so on where an image shows
 * several lesions. The masks of an image are united; {@code normal/} is left out unless it is asked for.
 */
final class BusiLayout implements Layout {

    private static final String NORMAL = "normal";
    private static final List<String> LESIONS = List.of("benign", "malignant");

    @Override
    public String name() {
        return "busi";
    }

    @Override
    public String description() {
        return "benign/ and malignant/ with NAME.png beside NAME_mask.png (BUSI)";
    }

    @Override
    public boolean recognises(Path root) {
        return LESIONS.stream().allMatch(name -> ImageFiles.folder(root, name).isPresent());
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        Listing all = Listing.empty();
        for (String kind : LESIONS) {
            Path folder = ImageFiles.folder(root, kind)
                    .orElseThrow(() -> new DataException("no folder " + kind + "/ in " + root
                            + "; BUSI has benign/, malignant/ and normal/, each with images beside their masks"));
            all = all.and(annotated(root, folder, kind));
        }
        Optional<Path> normal = ImageFiles.folder(root, NORMAL);
        if (normal.isPresent()) {
            Listing healthy = annotated(root, normal.get(), NORMAL);
            all = options.normal()
                    ? all.and(healthy)
                    : all.withLeftOut("normal (no lesion)", healthy.items().size());
        }
        if (all.items().isEmpty()) {
            throw new DataException("no images in benign/ and malignant/ of " + root);
        }
        return all;
    }

    /** Every image of BUSI has a mask: one without is a file that got lost, not an unlabelled image. */
    private static Listing annotated(Path root, Path folder, String kind) {
        Listing listing = Pairing.mixed(root, folder).below(kind);
        List<Problem> missing = new ArrayList<>(listing.mismatches());
        List<Item> pairs = new ArrayList<>();
        for (Item item : listing.items()) {
            if (item.hasMask()) {
                pairs.add(item);
            } else {
                missing.add(new Problem(
                        ImageFiles.relative(root, item.image()),
                        "image-without-mask",
                        "image without mask: " + item.image() + "; add " + ImageFiles.stem(folder, item.image())
                                + "_mask.png or remove the image"));
            }
        }
        return new Listing(pairs, missing, listing.leftOut());
    }
}
