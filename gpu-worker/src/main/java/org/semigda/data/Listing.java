package org.semigda.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a layout found in a folder.
 *
 * @param items in any order
 * @param mismatches files that do not fit together, such as a mask without its image
 * @param leftOut images left out on purpose, counted by why
 */
record Listing(List<Item> items, List<Problem> mismatches, Map<String, Integer> leftOut) {

    Listing {
        items = List.copyOf(items);
        mismatches = List.copyOf(mismatches);
        leftOut = Map.copyOf(leftOut);
    }

    static Listing of(List<Item> items) {
        return new Listing(items, List.of(), Map.of());
    }

    static Listing empty() {
        return of(List.of());
    }

    Listing and(Listing other) {
        List<Item> all = new ArrayList<>(items);
        all.addAll(other.items);
        List<Problem> wrong = new ArrayList<>(mismatches);
        wrong.addAll(other.mismatches);
        Map<String, Integer> left = new LinkedHashMap<>(leftOut);
        other.leftOut.forEach((why, count) -> left.merge(why, count, Integer::sum));
        return new Listing(all, wrong, left);
    }

    Listing each(UnaryOperator<Item> change) {
        return new Listing(items.stream().map(change).toList(), mismatches, leftOut);
    }

    /** The same with names below a folder's. */
    Listing below(String folder) {
        return each(item -> item.named(folder + "/" + item.id()));
    }

    Listing withLeftOut(String why, int count) {
        return count == 0 ? this : and(new Listing(List.of(), List.of(), Map.of(why, count)));
    }
}
