package org.semigda.data;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Breast cancer histology (Amgad et al. 2019) cropped into patches: {@code images/} and {@code masks/} with names such as
 * {@code TCGA-A1-A0SK-DX1_xmin45749_ymin25055_MPP-0.2500_x0_y1024.png}. Patches of one region stay in one part of a
 * split: neighbours share tissue and stain.
 */
final class BcssLayout implements Layout {

    private static final Pattern PATCH = Pattern.compile("(.+)_x\\d+_y\\d+");
    private static final List<String> REGIONS = List.of("rgbs_colorNormalized", "rgbs");

    @Override
    public String name() {
        return "bcss";
    }

    @Override
    public String description() {
        return "images/ beside masks/ with patches named TCGA-..._x0_y1024 (BCSS, after 'semigda data patches')";
    }

    @Override
    public boolean recognises(Path root) {
        return regions(root)
                || Pairing.imageFolder(root).filter(BcssLayout::named).isPresent();
    }

    private static boolean regions(Path root) {
        return ImageFiles.folder(root, REGIONS).isPresent();
    }

    /** Whether the images that lie in a folder have the names of the set's slides. */
    static boolean named(Path folder) {
        List<String> stems = ImageFiles.stemsIn(folder);
        return !stems.isEmpty() && stems.stream().allMatch(stem -> stem.startsWith("TCGA-"));
    }

    @Override
    public Listing list(Path root, DataOptions options) {
        if (regions(root)) {
            throw new DataException(root + " holds BCSS's regions, which are thousands of pixels wide and have masks of"
                    + " class numbers; crop them first: semigda data patches " + root + " --out DIR");
        }
        return ImagesAndMasks.pairs(root).each(item -> item.inGroup(region(item.id())));
    }

    private static String region(String id) {
        Matcher patch = PATCH.matcher(id);
        return patch.matches() ? patch.group(1) : id;
    }
}
