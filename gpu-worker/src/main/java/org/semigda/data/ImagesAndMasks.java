package org.semigda.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code images/} beside {@code masks/}: Kvasir-SEG, CVC-ClinicDB, ISIC and the phantoms. A mask has its image's stem, or
 * that with {@code _segmentation}, {@code _mask} or {@code _mask_1} behind. An image without a mask is unlabelled.
 */
final class ImagesAndMasks implements Layout {

    private static final Pattern SUFFIXED = Pattern.compile("(.+)(_segmentation|_mask(_\\d+)?)");

    @Override
    public String name() {
        return "images+masks";
    }

    @Override
    public String description() {
        return "images/ beside masks/, with the same file names";
    }

    @Override
    public Optional<List<Item>> list(Path root) {
        return ImageFiles.folder(root, "images").map(images -> pairs(root, images));
    }

    private static List<Item> pairs(Path root, Path imageFolder) {
        Map<String, Path> images = byStem(imageFolder);
        if (images.isEmpty()) {
            throw new DataException("no images in " + imageFolder + ": put PNG, JPEG, TIFF or BMP files there");
        }
        Path maskFolder = ImageFiles.folder(root, "masks")
                .orElseThrow(
                        () -> new DataException(
                                "no masks in " + root
                                        + ": beside images/ there must be a folder masks/ with a mask of the same name for at least some images"));
        Map<String, Path> masks = byStem(maskFolder);
        if (masks.isEmpty()) {
            throw new DataException("no masks in " + maskFolder
                    + ": put a mask of the same name there for at least some of the images");
        }
        Map<String, List<Path>> masksOf = new LinkedHashMap<>();
        List<Path> strays = new ArrayList<>();
        masks.forEach((stem, mask) -> owner(stem, images)
                .ifPresentOrElse(
                        image -> masksOf.computeIfAbsent(image, any -> new ArrayList<>())
                                .add(mask),
                        () -> strays.add(mask)));
        if (!strays.isEmpty()) {
            throw new DataException("mask without image: " + strays.get(0)
                    + (strays.size() > 1 ? " and " + (strays.size() - 1) + " more" : "")
                    + "; add the image of the same name to " + imageFolder + " or remove the mask");
        }
        return images.entrySet().stream()
                .map(image ->
                        new Item(image.getKey(), image.getValue(), masksOf.getOrDefault(image.getKey(), List.of())))
                .toList();
    }

    private static Optional<String> owner(String maskStem, Map<String, Path> images) {
        if (images.containsKey(maskStem)) {
            return Optional.of(maskStem);
        }
        Matcher suffixed = SUFFIXED.matcher(maskStem);
        return suffixed.matches() && images.containsKey(suffixed.group(1))
                ? Optional.of(suffixed.group(1))
                : Optional.empty();
    }

    private static Map<String, Path> byStem(Path folder) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path file : ImageFiles.below(folder)) {
            Path twin = files.putIfAbsent(ImageFiles.stem(folder, file), file);
            if (twin != null) {
                throw new DataException("two files of one name: " + twin + " and " + file
                        + "; which is meant cannot be known, remove one");
            }
        }
        return files;
    }
}
