package org.semigda.cli.train;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The last lines of a run, which programs read: their form does not change. */
final class ScoresLine {

    private ScoresLine() {}

    /**
     * Such as {@code test dice 0.8312 iou 0.7405 hd95 6.21 hd95_released 3.02 images 40}; a score that is not defined
     * is {@code undefined}.
     */
    static String of(String part, Map<String, Double> values) {
        return part + " dice " + number(values, "dice", "%.4f") + " iou " + number(values, "iou", "%.4f") + " hd95 "
                + number(values, "hd95", "%.2f") + " hd95_released " + number(values, "hd95_released", "%.2f")
                + " images " + number(values, "images", "%.0f");
    }

    /** A line for each of several test sets, whose scores are named {@code CVC-300/dice}; none where there is one set. */
    static List<String> ofSets(String part, Map<String, Double> values) {
        Map<String, Map<String, Double>> sets = new TreeMap<>();
        values.forEach((name, value) -> {
            int slash = name.lastIndexOf('/');
            if (slash > 0) {
                sets.computeIfAbsent(name.substring(0, slash), any -> new HashMap<>())
                        .put(name.substring(slash + 1), value);
            }
        });
        return sets.entrySet().stream()
                .map(set -> of(part + ":" + set.getKey(), set.getValue()))
                .toList();
    }

    /** The best validation scores, such as {@code validation dice 0.8312 ema_dice 0.8345}; empty before the first. */
    static Optional<String> best(Map<String, Double> values) {
        String line = Stream.of("dice", "ema_dice")
                .filter(values::containsKey)
                .map(name -> name + " " + number(values, name, "%.4f"))
                .collect(Collectors.joining(" "));
        return line.isEmpty() ? Optional.empty() : Optional.of("validation " + line);
    }

    private static String number(Map<String, Double> values, String name, String format) {
        Double value = values.get(name);
        return value == null || !Double.isFinite(value) ? "undefined" : String.format(Locale.ROOT, format, value);
    }
}
