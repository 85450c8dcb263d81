package org.semigda.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides by which layout a folder is read. */
final class Recognition {

    private Recognition() {}

    /**
     * The layout named, or else the only one whose names are there.
     *
     * @throws DataException if none fits, or several do; the message lists what was looked for
     */
    static Layout of(Path root, Optional<String> named) {
        if (named.isPresent()) {
            return Layout.known().stream()
                    .filter(layout -> layout.name().equals(named.get()))
                    .findFirst()
                    .orElseThrow(() -> new DataException("dataset.yaml of " + root + " names the layout '" + named.get()
                            + "'; there are " + names(Layout.known(), ", ")));
        }
        List<Layout> fitting = fitting(root);
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.isEmpty()) {
            throw new DataException("no data set recognised in " + root + hint(root) + "; looked for "
                    + Layout.known().stream()
                            .map(layout -> layout.name() + ": " + layout.description())
                            .collect(Collectors.joining("; "))
                    + ". Arrange the files in one of these ways");
        }
        throw new DataException(root + " can be read as " + names(fitting, " and as ")
                + "; say which in a line of " + root.resolve("dataset.yaml") + ", such as layout: "
                + fitting.get(0).name());
    }

    /** Whether a folder holds a data set, as far as names tell. */
    static boolean fits(Path root) {
        return !fitting(root).isEmpty();
    }

    /** A stray picture beside a recognised arrangement does not make it a folder of images alone. */
    private static List<Layout> fitting(Path root) {
        List<Layout> fitting = Layout.known().stream()
                .filter(layout -> layout.recognises(root))
                .toList();
        return fitting.size() == 1
                ? fitting
                : fitting.stream()
                        .filter(layout -> !(layout instanceof ImagesOnly))
                        .toList();
    }

    /** Archives often hold one folder with everything in it. */
    private static String hint(Path root) {
        return ImageFiles.folders(root).stream()
                .filter(folder -> !fitting(folder).isEmpty())
                .findFirst()
                .map(folder -> ", but in " + folder + " (" + names(fitting(folder), ", ") + "): give that folder")
                .orElse("");
    }

    private static String names(List<Layout> layouts, String between) {
        return layouts.stream().map(Layout::name).collect(Collectors.joining(between));
    }
}
