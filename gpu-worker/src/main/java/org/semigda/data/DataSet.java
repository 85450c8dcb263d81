package org.semigda.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The images of a folder, sorted by id, with the files that were left out.
 *
 * @param root the folder
 * @param layout the name of the layout that was recognised
 * @param items sorted by id, numbers by their value
 * @param problems files left out
 */
public record DataSet(Path root, String layout, List<Item> items, List<Problem> problems) {

    public DataSet {
        items = List.copyOf(items);
        problems = List.copyOf(problems);
    }

    /** Recognises the folder's layout and lists it, without decoding anything. */
    public static DataSet open(Path root) {
        if (!Files.isDirectory(root)) {
            throw new DataException((Files.exists(root) ? "not a folder: " : "no such folder: ") + root
                    + "; give the folder that holds images/ and masks/");
        }
        for (Layout layout : Layout.known()) {
            Optional<List<Item>> items = layout.list(root);
            if (items.isPresent()) {
                return new DataSet(root, layout.name(), sorted(items.get()), List.of());
            }
        }
        throw new DataException("no images folder in " + root + "; what is understood: "
                + Layout.known().stream().map(Layout::description).collect(Collectors.joining("; ")));
    }

    /** The item of an id. */
    public Item item(String id) {
        return items.stream()
                .filter(item -> item.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new DataException("no image '" + id + "' in " + root));
    }

    /**
     * Hexadecimal SHA-256 over every item's id and, of each of its files, the size and the first and last 64 KiB: a
     * changed file changes it, the place of the folder does not.
     */
    public String hash() {
        return DataHash.of(items);
    }

    private static List<Item> sorted(List<Item> items) {
        return items.stream()
                .sorted(Comparator.comparing(Item::id, ImageFiles.BY_NUMBER))
                .toList();
    }
}
