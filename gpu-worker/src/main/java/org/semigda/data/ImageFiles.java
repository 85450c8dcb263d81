package org.semigda.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finding and naming image files. */
final class ImageFiles {

    private static final Set<String> TYPES = Set.of("png", "jpg", "jpeg", "tif", "tiff", "bmp");
    private static final Pattern RUN = Pattern.compile("\\d+|\\D+");

    private ImageFiles() {}

    /** Orders {@code frame 2} before {@code frame 10}; names that differ in leading zeros only keep a fixed order too. */
    static final Comparator<String> BY_NUMBER = ImageFiles::compare;

    /** The folder of a name directly below {@code root}, whatever the case of its letters. */
    static Optional<Path> folder(Path root, String name) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> fileName(entry).equalsIgnoreCase(name))
                    .min(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new DataException("cannot list the folder " + root + ": " + e.getMessage(), e);
        }
    }

    /** The first folder there is of several names, directly below {@code root}. */
    static Optional<Path> folder(Path root, List<String> names) {
        return names.stream().flatMap(name -> folder(root, name).stream()).findFirst();
    }

    /** The folders directly below a folder, hidden ones left out, by name. */
    static List<Path> folders(Path root) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> !fileName(entry).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DataException("cannot list the folder " + root + ": " + e.getMessage(), e);
        }
    }

    /** The names, without their types, of the image files that lie in a folder itself. */
    static List<String> stemsIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(ImageFiles::isImage)
                    .filter(Files::isRegularFile)
                    .map(file -> stem(folder, file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DataException("cannot list the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** A file's path below a folder, with {@code /} between folders. */
    static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** All image files below a folder, hidden ones left out. */
    static List<Path> below(Path folder) {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(ImageFiles::isImage)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DataException("cannot list the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The path of a file below a folder, without its type, with {@code /} between folders. */
    static String stem(Path folder, Path file) {
        String relative = relative(folder, file);
        return relative.substring(0, relative.lastIndexOf('.'));
    }

    static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static boolean isImage(Path path) {
        String name = fileName(path);
        int dot = name.lastIndexOf('.');
        return dot > 0
                && !name.startsWith(".")
                && TYPES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static int compare(String a, String b) {
        Matcher left = RUN.matcher(a);
        Matcher right = RUN.matcher(b);
        while (true) {
            boolean more = left.find();
            if (!right.find()) {
                return more ? 1 : a.compareTo(b);
            }
            if (!more) {
                return -1;
            }
            int order = compareRuns(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
    }

    private static int compareRuns(String a, String b) {
        return isDigit(a.charAt(0)) && isDigit(b.charAt(0))
                ? new BigInteger(a).compareTo(new BigInteger(b))
                : a.compareTo(b);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
