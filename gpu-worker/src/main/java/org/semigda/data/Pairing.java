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
 * Which mask belongs to which image, by their names: a mask has its image's stem, or that with {@code _segmentation},
 * {@code _mask} or {@code _mask_1} behind.
 */
final class Pairing {

    private static final Pattern SUFFIXED = Pattern.compile("(.+?)(_segmentation|_mask(_\\d+)?)");

    /** The names the two folders go by in the sets people download. */
    private static final List<String> IMAGES = List.of("images", "image");

    private static final List<String> MASKS = List.of("masks", "mask");

    private final Path root;
    private final List<Problem> mismatches = new ArrayList<>();

    private Pairing(Path root) {
        this.root = root;
    }

    /** The folder of images directly below a folder. */
    static Optional<Path> imageFolder(Path folder) {
        return ImageFiles.folder(folder, IMAGES);
    }

    static Optional<Path> maskFolder(Path folder) {
        return ImageFiles.folder(folder, MASKS);
    }

    /** Images in one folder, masks in another. An image without a mask is unlabelled. */
    static Listing folders(Path root, Path images, Path masks) {
        Pairing pairing = new Pairing(root);
        return pairing.pair(pairing.byStem(images), pairing.byStem(masks), images);
    }

    /** Images and masks in one folder, told apart by the masks' endings. */
    static Listing mixed(Path root, Path folder) {
        Pairing pairing = new Pairing(root);
        Map<String, Path> images = new LinkedHashMap<>();
        Map<String, Path> masks = new LinkedHashMap<>();
        pairing.byStem(folder).forEach((stem, file) -> (suffixed(stem) ? masks : images).put(stem, file));
        return pairing.pair(images, masks, folder);
    }

    /** Images whose masks, if there are any, do not count. */
    static Listing bare(Path root, Path folder) {
        Pairing pairing = new Pairing(root);
        return pairing.pair(pairing.byStem(folder), Map.of(), folder);
    }

    /** Whatever of the above a folder is: {@code images/} beside {@code masks/}, or both kinds in the folder itself. */
    static Listing any(Path root, Path folder) {
        Optional<Path> images = imageFolder(folder);
        if (images.isEmpty()) {
            return mixed(root, folder);
        }
        return maskFolder(folder)
                .map(masks -> folders(root, images.get(), masks))
                .orElseGet(() -> bare(root, images.get()));
    }

    /** Whether a name ends as masks' names do. */
    static boolean suffixed(String stem) {
        return SUFFIXED.matcher(stem).matches();
    }

    private Listing pair(Map<String, Path> images, Map<String, Path> masks, Path imageFolder) {
        Map<String, List<Path>> masksOf = new LinkedHashMap<>();
        masks.forEach((stem, mask) -> owner(stem, images)
                .ifPresentOrElse(
                        image -> masksOf.computeIfAbsent(image, any -> new ArrayList<>())
                                .add(mask),
                        () -> mismatch(
                                mask,
                                "mask-without-image",
                                "mask without image: " + mask + "; add the image of the same name to " + imageFolder
                                        + " or remove the mask")));
        List<Item> items = images.entrySet().stream()
                .map(image ->
                        new Item(image.getKey(), image.getValue(), masksOf.getOrDefault(image.getKey(), List.of())))
                .toList();
        return new Listing(items, mismatches, Map.of());
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

    private Map<String, Path> byStem(Path folder) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path file : ImageFiles.below(folder)) {
            Path twin = files.putIfAbsent(ImageFiles.stem(folder, file), file);
            if (twin != null) {
                mismatch(
                        file,
                        "same-name",
                        "two files of one name: " + twin + " and " + file
                                + "; which is meant cannot be known, remove one");
            }
        }
        return files;
    }

    private void mismatch(Path file, String code, String message) {
        mismatches.add(new Problem(ImageFiles.relative(root, file), code, message));
    }
}
