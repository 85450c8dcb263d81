package org.semigda.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures that a set holds more than once. */
final class Duplicates {

    private Duplicates() {}

    /**
     * A problem for each image that is the same, pixel for pixel, as one before it: {@code duplicate}, or {@code leak}
     * where the two are in different parts, so that a model is scored on what it has learnt from.
     *
     * @param partOf the part of each id that has one
     */
    static List<Problem> of(Path root, List<FileFacts> facts, Map<String, String> partOf) {
        Map<String, List<Item>> same = new LinkedHashMap<>();
        facts.forEach(fact ->
                same.computeIfAbsent(fact.digest(), any -> new ArrayList<>()).add(fact.item()));
        List<Problem> problems = new ArrayList<>();
        for (List<Item> items : same.values()) {
            Item first = items.get(0);
            for (Item item : items.subList(1, items.size())) {
                problems.add(problem(root, item, first, partOf));
            }
        }
        return problems;
    }

    private static Problem problem(Path root, Item item, Item first, Map<String, String> partOf) {
        String file = DataCheck.fileOf(root, item);
        String other = DataCheck.fileOf(root, first);
        String part = partOf.getOrDefault(item.id(), "");
        String otherPart = partOf.getOrDefault(first.id(), "");
        if (!part.isEmpty() && !otherPart.isEmpty() && !part.equals(otherPart)) {
            return new Problem(
                    file,
                    "leak",
                    "the same picture as " + other + ", but one is for " + part + " and the other for " + otherPart
                            + "; give them one group, or remove one");
        }
        return new Problem(file, "duplicate", "the same picture as " + other + "; remove one, or give them one group");
    }
}
