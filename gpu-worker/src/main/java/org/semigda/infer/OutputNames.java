package org.semigda.infer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.semigda.conf.UserError;
import org.semigda.data.PictureFolder;

/**
 * Which files of a folder are predicted, and where their masks go.
 *
 * @param jobs in a fixed order
 * @param skipped files that are masks or overlays of others: our own from an earlier run, or an annotation {@code NAME_mask}
 */
record OutputNames(List<Job> jobs, List<Path> skipped) {

    /**
     * One image.
     *
     * @param mask {@code NAME.png} in the output, below the same folders as its input; {@code NAME_mask.png} where that is
     *     the input's own folder
     * @param stem the mask's path without {@code .png} or {@code _mask.png}: what else is written for the image begins with it
     */
    record Job(Path input, Path mask, Path stem) {

        /** {@code NAME_overlay.png}. */
        Path overlay() {
            return beside("_overlay.png");
        }

        /** {@code NAME_probability.png} for two classes, else {@code NAME_probability_1.png} and so on, for every foreground class. */
        List<Path> probabilities(int classes) {
            return classes == 2
                    ? List.of(beside("_probability.png"))
                    : IntStream.range(1, classes)
                            .mapToObj(k -> beside("_probability_" + k + ".png"))
                            .toList();
        }

        private Path beside(String suffix) {
            return stem.resolveSibling(stem.getFileName() + suffix);
        }
    }

    /**
     * Looks at what is there. A folder that has {@code images/} is a data set: only those are predicted.
     *
     * @throws UserError when there is no input, or no image in it
     */
    static OutputNames of(Path input, Path output) {
        Path source = input.toAbsolutePath().normalize();
        if (Files.isRegularFile(source)) {
            return named(source.resolveSibling(""), List.of(source), List.of(), output);
        }
        if (!Files.isDirectory(source)) {
            throw new UserError("no such image or folder: " + input);
        }
        Path images = source.resolve("images");
        Path root = Files.isDirectory(images) ? images : source;
        List<Path> files = PictureFolder.files(root);
        Set<String> stems = new TreeSet<>();
        files.forEach(file -> stems.add(key(file)));
        List<Path> wanted = new ArrayList<>();
        List<Path> skipped = new ArrayList<>();
        for (Path file : files) {
            (isMaskOfAnother(file, stems) || PngFile.isOurs(file) ? skipped : wanted).add(file);
        }
        if (wanted.isEmpty()) {
            throw new UserError("no PNG, JPEG, TIFF or BMP image to predict in " + root);
        }
        return named(root, wanted, skipped, output);
    }

    /**
     * Exactly these files, whatever their names; their masks lie below the folder that all of them share.
     *
     * @throws UserError when there are none
     */
    static OutputNames ofFiles(List<Path> files, Path output) {
        List<Path> wanted = files.stream()
                .map(file -> file.toAbsolutePath().normalize())
                .distinct()
                .toList();
        if (wanted.isEmpty()) {
            throw new UserError("the list of images is empty; give one path a line");
        }
        Path root = wanted.get(0).resolveSibling("");
        for (Path file : wanted) {
            while (!file.startsWith(root)) {
                root = Objects.requireNonNullElse(root.getParent(), file.getRoot());
            }
        }
        return named(root, wanted, List.of(), output);
    }

    private static OutputNames named(Path root, List<Path> wanted, List<Path> skipped, Path output) {
        Path target = output.toAbsolutePath().normalize();
        Map<String, Integer> uses = new HashMap<>();
        wanted.forEach(file -> uses.merge(key(file), 1, Integer::sum));
        List<Job> jobs = new ArrayList<>();
        for (Path file : wanted) {
            Path folder = target.resolve(root.relativize(file.resolveSibling("")));
            String name = uses.getOrDefault(key(file), 0) > 1 ? name(file) : stem(file);
            String suffix = folder.equals(file.resolveSibling("")) ? "_mask" : "";
            jobs.add(new Job(file, folder.resolve(name + suffix + ".png"), folder.resolve(name)));
        }
        return new OutputNames(List.copyOf(jobs), List.copyOf(skipped));
    }

    /** Whether a file's name is that of another file of the folder with {@code _mask} or {@code _mask_1} behind it. */
    private static boolean isMaskOfAnother(Path file, Set<String> stems) {
        String key = key(file);
        String image = key.replaceFirst("(_mask(_\\d+)?|_segmentation)$", "");
        return !image.equals(key) && stems.contains(image);
    }

    /** The path without its type, whatever the case: two files with the same one would get the same mask. */
    private static String key(Path file) {
        return file.resolveSibling(stem(file)).toString().toLowerCase(Locale.ROOT);
    }

    private static String stem(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
