package org.semigda.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One drawing of a split: groups go to a part whole, in an order that the seed gives. */
final class SplitDraw {

    private final DataSet set;
    private final Protocol protocol;
    private final LabelledShare labelled;
    private final long seed;

    /** Annotated images by the part they are in. */
    private final List<Item> test = new ArrayList<>();

    private final List<Item> validation = new ArrayList<>();
    private final List<Item> training = new ArrayList<>();

    private SplitDraw(DataSet set, Protocol protocol, LabelledShare labelled, long seed) {
        this.set = set;
        this.protocol = protocol;
        this.labelled = labelled;
        this.seed = seed;
    }

    static Split draw(DataSet set, Protocol protocol, LabelledShare labelled, long seed) {
        protocol.requireFits(set);
        return new SplitDraw(set, protocol, labelled, seed).draw();
    }

    private Split draw() {
        test.addAll(testSetsOfTask());
        validation.addAll(annotated(Role.Kind.VALIDATION));
        boolean testGiven = !test.isEmpty();
        List<Item> pool = annotated(Role.Kind.ANY, Role.Kind.TRAINING);
        List<Item> known = annotated(Role.Kind.LABELLED);
        if (pool.isEmpty() && !testGiven && !validation.isEmpty()) {
            divideValidation();
        } else {
            divide(pool, testGiven, !validation.isEmpty());
        }
        if (training.isEmpty() && known.isEmpty()) {
            throw new DataException("nothing is left to train on: of " + pool.size() + " images with masks in "
                    + set.root() + ", " + validation.size() + " are for validation and " + test.size()
                    + " for test; lower the shares or add images");
        }
        requireWhole(known);
        int count = labelled.of(training.size() + (protocol.labelledOfRest() ? drawnValidation(pool) : 0));
        int share = training.isEmpty() ? 0 : Math.min(count, training.size());
        return new Split(
                set.hash(),
                seed,
                sorted(Stream.concat(known.stream(), training.subList(0, share).stream())),
                sorted(Stream.concat(training.subList(share, training.size()).stream(), unlabelled().stream())),
                sorted(validation.stream()),
                sorted(test.stream()),
                testSets(testGiven));
    }

    private int drawnValidation(List<Item> pool) {
        Set<Item> drawn = new HashSet<>(pool);
        return (int) validation.stream().filter(drawn::contains).count();
    }

    /** Test and validation come first, so that the labelled share changes nothing but the training part. */
    private void divide(List<Item> pool, boolean testGiven, boolean validationGiven) {
        int tests = testGiven ? 0 : part(pool.size(), protocol.test());
        int base = protocol.validationOfRest() ? pool.size() - tests : pool.size();
        int validations = validationGiven ? 0 : part(base, protocol.validation());
        List<List<Item>> units = shuffled(units(pool));
        List<List<Item>> rest = new ArrayList<>();
        for (List<Item> unit : units) {
            if (fits(test, testGiven, unit, tests)) {
                test.addAll(unit);
            } else if (fits(validation, validationGiven, unit, validations)) {
                validation.addAll(unit);
            } else {
                rest.add(unit);
            }
        }
        // Groups larger than a part's share: the smallest one there is, rather than none.
        giveSmallest(test, tests > 0, rest);
        giveSmallest(validation, validations > 0, rest);
        rest.forEach(training::addAll);
    }

    private static boolean fits(List<Item> part, boolean given, List<Item> unit, int target) {
        return !given && part.size() + unit.size() <= target;
    }

    private static void giveSmallest(List<Item> part, boolean wanted, List<List<Item>> rest) {
        if (!wanted || !part.isEmpty() || rest.isEmpty()) {
            return;
        }
        List<Item> smallest = rest.get(0);
        for (List<Item> unit : rest) {
            smallest = unit.size() < smallest.size() ? unit : smallest;
        }
        rest.remove(smallest);
        part.addAll(smallest);
    }

    /** A folder with a validation part and neither a test part nor images to draw one from: half of it is kept for the test. */
    private void divideValidation() {
        List<List<Item>> units = shuffled(units(validation));
        int half = validation.size() / 2;
        validation.clear();
        for (List<Item> unit : units) {
            (test.size() + unit.size() <= half ? test : validation).addAll(unit);
        }
    }

    private List<Item> testSetsOfTask() {
        List<Item> all = annotated(Role.Kind.TEST);
        List<Item> ofTask = all.stream()
                .filter(item -> protocol.testSets().contains(item.role().set()))
                .toList();
        return ofTask.isEmpty() ? all : ofTask;
    }

    private Map<String, List<String>> testSets(boolean given) {
        Map<String, List<Item>> sets = new TreeMap<>();
        if (given) {
            test.forEach(item -> sets.computeIfAbsent(item.role().set(), any -> new ArrayList<>())
                    .add(item));
        }
        if (sets.size() < 2) {
            return Map.of();
        }
        Map<String, List<String>> ids = new LinkedHashMap<>();
        sets.forEach((name, items) -> ids.put(name, sorted(items.stream())));
        return ids;
    }

    /** Images without masks, but none that belongs together with an image that scores the model. */
    private List<Item> unlabelled() {
        Set<String> scoring = new HashSet<>();
        Stream.concat(test.stream(), validation.stream()).map(Item::group).forEach(scoring::add);
        scoring.remove("");
        return set.items().stream()
                .filter(item -> !item.hasMask()
                        && item.role().kind() != Role.Kind.TEST
                        && item.role().kind() != Role.Kind.VALIDATION
                        && !scoring.contains(item.group()))
                .toList();
    }

    /** Parts that a folder fixes may divide a group; then no drawing can mend it. */
    private void requireWhole(List<Item> known) {
        Map<String, String> partOf = new HashMap<>();
        requireWhole(partOf, "test", test);
        requireWhole(partOf, "validation", validation);
        requireWhole(partOf, "training", training);
        requireWhole(partOf, "training", known);
    }

    private void requireWhole(Map<String, String> partOf, String part, List<Item> items) {
        for (Item item : items) {
            String other = item.group().isEmpty() ? part : partOf.getOrDefault(item.group(), part);
            if (!other.equals(part)) {
                throw new DataException("the folders of " + set.root() + " divide group '" + item.group() + "': '"
                        + item.id() + "' is for " + part + ", another image of it for " + other
                        + "; move them together, or set data.groups=none to accept it");
            }
            partOf.put(item.group(), part);
        }
    }

    private List<Item> annotated(Role.Kind... kinds) {
        Set<Role.Kind> wanted = Set.of(kinds);
        return set.items().stream()
                .filter(item -> item.hasMask() && wanted.contains(item.role().kind()))
                .toList();
    }

    /** Images that stay together; an image without a group is one of its own. */
    private static Collection<List<Item>> units(List<Item> items) {
        Map<String, List<Item>> units = new LinkedHashMap<>();
        for (Item item : items) {
            String key = item.group().isEmpty() ? "image " + item.id() : "group " + item.group();
            units.computeIfAbsent(key, any -> new ArrayList<>()).add(item);
        }
        return units.values();
    }

    private List<List<Item>> shuffled(Collection<List<Item>> units) {
        List<List<Item>> all = List.copyOf(units);
        return Arrays.stream(Rng.permutation(all.size(), Rng.of(seed)))
                .mapToObj(all::get)
                .toList();
    }

    private static int part(int images, double share) {
        return share == 0 ? 0 : (int) Math.max(1, Math.round(share * images));
    }

    private static List<String> sorted(Stream<Item> items) {
        return items.map(Item::id).sorted(ImageFiles.BY_NUMBER).toList();
    }
}
