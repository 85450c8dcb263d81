package org.semigda.orchestrator.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.RunSpec;

/** The runs of an experiment: its rows times its grid, once for each seed. */
public final class Plan {

    private static final int LONGEST_RUN_NAME = 100;

    private final ExperimentSpec spec;
    private final List<Line> lines;

    /**
     * A line of the table.
     *
     * @param name of the row, with the grid's values
     * @param factors value by setting of the grid, in the grid's order
     * @param settings what the line changes, as text by key
     * @param paper published figures by score
     */
    public record Line(
            String name, Map<String, String> factors, Map<String, String> settings, Map<String, Double> paper) {}

    /** One run: a line and a seed. */
    public record Cell(int line, int seed) {}

    private Plan(ExperimentSpec spec, List<Line> lines) {
        this.spec = spec;
        this.lines = List.copyOf(lines);
    }

    /** Multiplies the rows by the grid; the grid's last setting changes fastest. */
    public static Plan of(ExperimentSpec spec) {
        List<ExperimentSpec.Row> rows =
                spec.rows().isEmpty() ? List.of(new ExperimentSpec.Row("-", Map.of(), Map.of())) : spec.rows();
        List<Line> lines = new ArrayList<>();
        for (ExperimentSpec.Row row : rows) {
            for (Map<String, String> factors : combinations(spec.grid())) {
                Map<String, String> settings = new LinkedHashMap<>(row.settings());
                settings.putAll(factors);
                List<String> words = new ArrayList<>(spec.rows().isEmpty() ? List.of() : List.of(row.name()));
                words.addAll(factors.values());
                lines.add(new Line(String.join(", ", words), factors, settings, row.paper()));
            }
        }
        return new Plan(spec, lines);
    }

    private static List<Map<String, String>> combinations(List<ExperimentSpec.Factor> grid) {
        List<Map<String, String>> all = List.of(Map.of());
        for (ExperimentSpec.Factor factor : grid) {
            List<Map<String, String>> next = new ArrayList<>();
            for (Map<String, String> before : all) {
                for (String value : factor.values()) {
                    Map<String, String> one = new LinkedHashMap<>(before);
                    one.put(factor.setting(), value);
                    next.add(one);
                }
            }
            all = next;
        }
        return all;
    }

    /** The lines of the table, from top to bottom. */
    public List<Line> lines() {
        return lines;
    }

    /** Every run: the first seed of all lines, then the second of all, so that a first table is there early. */
    public List<Cell> cells() {
        return spec.seeds().stream()
                .flatMap(seed ->
                        java.util.stream.IntStream.range(0, lines.size()).mapToObj(line -> new Cell(line, seed)))
                .collect(Collectors.toList());
    }

    /** The specification of one run. */
    public RunSpec run(Cell cell) {
        Line line = lines.get(cell.line());
        String name = spec.name() + " / " + line.name() + " / seed " + cell.seed();
        return spec.run(
                name.length() <= LONGEST_RUN_NAME ? name : name.substring(0, LONGEST_RUN_NAME),
                line.settings(),
                cell.seed());
    }
}
