package org.semigda.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A split from a list that someone else made: a run's {@code split.json}, or a line for each image with its name and its
 * part, divided by a comma or a tab. Parts are {@code labelled}, {@code unlabelled}, {@code training} (divided into the
 * two by the labelled share and the seed), {@code validation}, {@code test} and {@code test:NAME} for a set that is
 * scored separately. Images that are not named take no part.
 */
public final class SplitList {

    private static final String TEST = "test";

    private final DataSet set;
    private final Path file;
    private final Map<String, List<Item>> parts = new LinkedHashMap<>();

    private SplitList(DataSet set, Path file) {
        this.set = set;
        this.file = file;
    }

    /**
     * Reads a list for a data set.
     *
     * @throws DataException if it cannot be read, names an image that the set lacks or has no mask for, or divides a
     *     group
     */
    public static Split read(Path file, DataSet set, LabelledShare labelled, long seed) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new DataException("cannot read the split " + file + ": " + e, e);
        }
        if (text.stripLeading().startsWith("{")) {
            Split split = Split.read(file).of(set.hash());
            return require(split, set, file);
        }
        SplitList list = new SplitList(set, file);
        list.read(text);
        return require(list.split(labelled, seed), set, file);
    }

    private void read(String text) {
        Map<String, Item> byId =
                set.items().stream().collect(Collectors.toMap(Item::id, item -> item, (first, second) -> first));
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int divide = Math.max(line.lastIndexOf(','), line.lastIndexOf('\t'));
            String part = line.substring(divide + 1).strip();
            if (divide < 1 || !isPart(part)) {
                throw new DataException(
                        file + ", line " + number + ": '" + line
                                + "' is not NAME,PART; parts are labelled, unlabelled, training, validation, test and test:NAME");
            }
            Item item = byId.get(line.substring(0, divide).strip());
            if (item == null) {
                throw new DataException(file + ", line " + number + ": " + set.root() + " has no image '"
                        + line.substring(0, divide).strip()
                        + "'; a name is the image's path below its folder without the file type, such as '"
                        + set.items().get(0).id() + "'");
            }
            parts.computeIfAbsent(part, any -> new ArrayList<>()).add(item);
        }
    }

    private static boolean isPart(String part) {
        return Set.of("labelled", "unlabelled", "training", "validation", TEST).contains(part)
                || part.startsWith(TEST + ":") && part.length() > TEST.length() + 1;
    }

    private Split split(LabelledShare labelled, long seed) {
        DataSet pool = new DataSet(set.root(), set.layout(), part("training"), List.of());
        List<String> known = new ArrayList<>(ids(part("labelled")));
        List<String> hidden = new ArrayList<>(ids(part("unlabelled")));
        if (!pool.items().isEmpty()) {
            Split drawn = Split.drawn(ungrouped(pool), Protocol.shares(0, 0), labelled, seed);
            known.addAll(drawn.labelled());
            hidden.addAll(drawn.unlabelled());
        }
        List<String> test = new ArrayList<>(ids(part(TEST)));
        Map<String, List<String>> sets = new TreeMap<>();
        parts.forEach((name, items) -> {
            if (name.startsWith(TEST + ":")) {
                sets.put(name.substring(TEST.length() + 1), ids(items));
                test.addAll(ids(items));
            }
        });
        if (!sets.isEmpty()
                && test.size() > sets.values().stream().mapToInt(List::size).sum()) {
            sets.put("other", ids(part(TEST)));
        }
        return new Split(set.hash(), seed, known, hidden, ids(part("validation")), test, sets);
    }

    private static DataSet ungrouped(DataSet pool) {
        return new DataSet(
                pool.root(),
                "images+masks",
                pool.items().stream()
                        .map(item -> new Item(item.id(), item.image(), item.masks()))
                        .toList(),
                List.of());
    }

    private List<Item> part(String name) {
        return parts.getOrDefault(name, List.of());
    }

    private static List<String> ids(List<Item> items) {
        return items.stream().map(Item::id).toList();
    }

    /** A list made without knowing of groups may divide them. */
    private static Split require(Split split, DataSet set, Path file) {
        Map<String, Item> byId =
                set.items().stream().collect(Collectors.toMap(Item::id, item -> item, (first, second) -> first));
        Map<String, String> partOf = new LinkedHashMap<>();
        requireWhole(partOf, byId, "training", split.labelled(), file);
        requireWhole(partOf, byId, "training", split.unlabelled(), file);
        requireWhole(partOf, byId, "validation", split.validation(), file);
        requireWhole(partOf, byId, TEST, split.test(), file);
        return split;
    }

    private static void requireWhole(
            Map<String, String> partOf, Map<String, Item> byId, String part, List<String> ids, Path file) {
        for (String id : ids) {
            Item item = byId.get(id);
            if (item == null) {
                throw new DataException(file + " names image '" + id + "', which the folder lacks");
            }
            String before = item.group().isEmpty() ? null : partOf.putIfAbsent(item.group(), part);
            if (before != null && !before.equals(part)) {
                throw new DataException(file + " divides group '" + item.group() + "' between " + before + " and "
                        + part + " at image '" + id + "'; keep it together, or set data.groups=none to accept it");
            }
        }
    }
}
