package org.semigda.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Looks at every file of a data set once. */
public final class Inspector {

    private Inspector() {}

    /**
     * Decodes all of a set and compares it.
     *
     * @param set as {@link DataSet#look} lists it: with its mismatches
     * @param split parts to look for the same image in; nothing takes those that the folder names
     */
    public static Inspection inspect(DataSet set, Optional<Split> split, int threads, ProgressListener listener) {
        AtomicInteger done = new AtomicInteger();
        Object turn = new Object();
        List<FileFacts> all;
        try (Workers workers = new Workers("inspect", threads)) {
            all = workers.map(set.items(), item -> {
                FileFacts facts = FileFacts.of(set.root(), item);
                synchronized (turn) {
                    listener.progress(done.incrementAndGet(), set.items().size());
                }
                return facts;
            });
        }
        List<FileFacts> good =
                all.stream().filter(facts -> facts.problem().isEmpty()).toList();
        List<Problem> problems = new ArrayList<>(set.problems());
        all.forEach(facts -> facts.problem().ifPresent(problems::add));
        problems.addAll(Duplicates.of(set.root(), good, parts(set, split)));
        List<FileFacts> masked =
                good.stream().filter(facts -> facts.item().hasMask()).toList();
        DataSet readable = set.with(good.stream().map(FileFacts::item).toList(), problems);
        return new Inspection(
                set.layout(),
                Protocol.of(set.layout()),
                masked.size(),
                good.size() - masked.size(),
                set.leftOut(),
                counted(good, facts -> named(facts.item().role())),
                (int) good.stream()
                        .map(facts -> facts.item().group())
                        .filter(group -> !group.isEmpty())
                        .distinct()
                        .count(),
                frequentFirst(counted(good, FileFacts::size)),
                frequentFirst(counted(good, FileFacts::mode)),
                maskValues(masked),
                foreground(masked),
                (int) masked.stream().filter(facts -> facts.foreground() == 0).count(),
                problems,
                readable.hash());
    }

    private static Map<String, String> parts(DataSet set, Optional<Split> split) {
        Map<String, String> parts = new HashMap<>();
        if (split.isPresent()) {
            split.get().labelled().forEach(id -> parts.put(id, "training"));
            split.get().unlabelled().forEach(id -> parts.put(id, "training"));
            split.get().validation().forEach(id -> parts.put(id, "validation"));
            split.get().test().forEach(id -> parts.put(id, "test"));
            return parts;
        }
        for (Item item : set.items()) {
            switch (item.role().kind()) {
                case TRAINING, LABELLED, UNLABELLED -> parts.put(item.id(), "training");
                case VALIDATION -> parts.put(item.id(), "validation");
                case TEST -> parts.put(item.id(), "test");
                case ANY -> {}
            }
        }
        return parts;
    }

    private static String named(Role role) {
        String kind = role.kind().name().toLowerCase(java.util.Locale.ROOT);
        return role.set().isEmpty() ? kind : kind + ":" + role.set();
    }

    private static SortedMap<Integer, Integer> maskValues(List<FileFacts> masked) {
        SortedMap<Integer, Integer> values = new TreeMap<>();
        for (FileFacts facts : masked) {
            facts.maskValues().forEach((value, masks) -> values.merge(value, masks, Integer::sum));
        }
        return values;
    }

    private static Inspection.Foreground foreground(List<FileFacts> masked) {
        var shares = masked.stream().mapToDouble(FileFacts::foreground).summaryStatistics();
        return masked.isEmpty()
                ? new Inspection.Foreground(0, 0, 0)
                : new Inspection.Foreground(shares.getMin(), shares.getAverage(), shares.getMax());
    }

    private static Map<String, Integer> counted(List<FileFacts> facts, Function<FileFacts, String> by) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        facts.forEach(fact -> counts.merge(by.apply(fact), 1, Integer::sum));
        return counts;
    }

    private static Map<String, Integer> frequentFirst(Map<String, Integer> counts) {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
