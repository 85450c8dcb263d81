package org.semigda.orchestrator.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The scores of an experiment: a line for each of the plan's, a column for each score, and in it the mean and the deviation
 * over seeds.
 *
 * @param columns names of scores: {@code dice}, {@code iou}, ..., with further test sets {@code CVC-300/dice}
 */
public record ScoreTable(List<String> columns, List<Line> lines) {

    private static final List<String> FIRST = List.of("dice", "iou", "hd95", "hd95_released");

    /**
     * A line.
     *
     * @param seeds scores by seed, of the runs that have some
     * @param values by column; none where no run has the score
     */
    public record Line(Plan.Line plan, Map<Integer, Map<String, Double>> seeds, Map<String, Value> values) {}

    /**
     * A score over seeds.
     *
     * @param deviation of the sample, dividing by n - 1; empty for a single seed
     * @param count seeds it was taken over
     */
    public record Value(double mean, OptionalDouble deviation, int count) {

        static Value of(List<Double> numbers) {
            double mean =
                    numbers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            double squares = numbers.stream()
                    .mapToDouble(number -> (number - mean) * (number - mean))
                    .sum();
            int count = numbers.size();
            return new Value(
                    mean,
                    count < 2 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares / (count - 1))),
                    count);
        }
    }

    /**
     * Sums up.
     *
     * @param scores by line and seed, of the runs that have ended well
     */
    public static ScoreTable of(Plan plan, Map<Integer, Map<Integer, Map<String, Double>>> scores) {
        Set<String> names = new TreeSet<>();
        scores.values().forEach(line -> line.values().forEach(run -> names.addAll(run.keySet())));
        names.removeIf(name -> name.endsWith("images") || name.endsWith("hd95_undefined"));
        Set<String> columns = new LinkedHashSet<>(FIRST);
        columns.retainAll(names);
        columns.addAll(names);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < plan.lines().size(); i++) {
            Map<Integer, Map<String, Double>> seeds = new TreeMap<>(scores.getOrDefault(i, Map.of()));
            Map<String, Value> values = new LinkedHashMap<>();
            for (String column : columns) {
                value(seeds, column).ifPresent(value -> values.put(column, value));
            }
            lines.add(new Line(plan.lines().get(i), seeds, values));
        }
        return new ScoreTable(List.copyOf(columns), lines);
    }

    private static Optional<Value> value(Map<Integer, Map<String, Double>> seeds, String column) {
        List<Double> numbers = seeds.values().stream()
                .filter(run -> run.containsKey(column))
                .map(run -> run.getOrDefault(column, 0.0))
                .toList();
        return numbers.isEmpty() ? Optional.empty() : Optional.of(Value.of(numbers));
    }

    /** Scores for which a line has a published figure. */
    public List<String> paperColumns() {
        return columns.stream()
                .filter(column ->
                        lines.stream().anyMatch(line -> line.plan().paper().containsKey(column)))
                .toList();
    }
}
