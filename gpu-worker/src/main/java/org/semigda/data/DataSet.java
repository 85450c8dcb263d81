package org.semigda.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The images of a folder, sorted by id, with the files that were left out.
 *
 * @param root the folder
 * @param layout the name of the layout that was recognised
 * @param items sorted by id, numbers by their value
 * @param problems files left out because something is wrong with them
 * @param leftOut images left out on purpose, counted by why, such as BUSI's images without a lesion
 * @param classes the classes' names from {@code dataset.yaml}, background first; empty where it names none
 */
public record DataSet(
        Path root,
        String layout,
        List<Item> items,
        List<Problem> problems,
        Map<String, Integer> leftOut,
        List<String> classes) {

    public DataSet {
        items = List.copyOf(items);
        problems = List.copyOf(problems);
        leftOut = Map.copyOf(leftOut);
        classes = List.copyOf(classes);
    }

    /** A set of which nothing is left out on purpose and whose classes have no names. */
    public DataSet(Path root, String layout, List<Item> items, List<Problem> problems) {
        this(root, layout, items, problems, Map.of(), List.of());
    }

    /** Recognises the folder's layout and lists it, without decoding anything. */
    public static DataSet open(Path root) {
        return open(root, DataOptions.plain());
    }

    /**
     * Recognises the folder's layout and lists what is wanted of it, without decoding anything.
     *
     * @throws DataException if no layout fits, several do, or files do not fit together
     */
    public static DataSet open(Path root, DataOptions options) {
        DataSet set = look(root, options);
        if (!set.problems.isEmpty()) {
            int more = set.problems.size() - 1;
            throw new DataException(set.problems.get(0).message()
                    + (more > 0 ? " (and " + more + " more; 'semigda data inspect' lists all)" : ""));
        }
        return set;
    }

    /** The set of a folder, or of the only folder in it that holds one: archives often have a folder around everything. */
    public static DataSet openBelow(Path root) {
        List<Path> inside =
                ImageFiles.folders(root).stream().filter(Recognition::fits).toList();
        return open(!Recognition.fits(root) && inside.size() == 1 ? inside.get(0) : root);
    }

    /** As {@link #open}, but files that do not fit together are among the problems. */
    public static DataSet look(Path root, DataOptions options) {
        if (!Files.isDirectory(root)) {
            throw new DataException((Files.exists(root) ? "not a folder: " : "no such folder: ") + root
                    + "; give the folder that holds images/ and masks/");
        }
        DataSetFile file = DataSetFile.of(root);
        Layout layout = Recognition.of(root, file.layout());
        Listing listing = layout.list(root, options);
        List<Item> items = grouped(root, file, options, listing.items());
        Listing extra = options.unlabelled().map(DataSet::unlabelled).orElse(Listing.empty());
        Listing all = new Listing(items, listing.mismatches(), listing.leftOut()).and(extra);
        requireOneName(root, all.items());
        return new DataSet(root, layout.name(), sorted(all.items()), all.mismatches(), all.leftOut(), file.classes());
    }

    private static List<Item> grouped(Path root, DataSetFile file, DataOptions options, List<Item> items) {
        if (options.groups().equals("none")) {
            return items.stream().map(item -> item.inGroup("")).toList();
        }
        Optional<String> list = options.groups().isEmpty() ? file.groups() : Optional.of(options.groups());
        return list.map(name -> Groups.of(items, root.resolve(name))).orElse(items);
    }

    /** Extra images are named after their folder, so that they are never taken for images of the set. */
    private static Listing unlabelled(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException("no such folder: " + folder + ", named for further images without masks");
        }
        Listing images = Pairing.bare(folder, folder);
        if (images.items().isEmpty()) {
            throw new DataException("no images in " + folder + ", named for further images without masks");
        }
        return images.each(item -> item.inRole(Role.UNLABELLED)).below("unlabelled:" + ImageFiles.fileName(folder));
    }

    private static void requireOneName(Path root, List<Item> items) {
        Set<String> seen = new HashSet<>();
        for (Item item : items) {
            if (!seen.add(item.id())) {
                throw new DataException("two images of " + root + " have the name '" + item.id() + "': one is "
                        + item.image() + "; rename one");
            }
        }
    }

    /** The same without some images. */
    DataSet with(List<Item> kept, List<Problem> found) {
        return new DataSet(root, layout, kept, found, leftOut, classes);
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
