package org.semigda.orchestrator.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A table as text. */
public final class TableText {

    private TableText() {}

    /** For people: Markdown, mean ± deviation over seeds. */
    public static String markdown(ScoreTable table) {
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(table.columns());
        table.paperColumns().forEach(column -> head.add("paper " + column));
        head.add("seeds");
        StringBuilder text = new StringBuilder(line(head));
        text.append("|---|").append("---:|".repeat(head.size() - 1)).append('\n');
        for (ScoreTable.Line line : table.lines()) {
            List<String> cells = new ArrayList<>(List.of(line.plan().name().replace("|", "\\|")));
            table.columns().forEach(column -> cells.add(value(line, column)));
            table.paperColumns().forEach(column -> cells.add(paper(line, column)));
            cells.add(Integer.toString(line.seeds().size()));
            text.append(line(cells));
        }
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String value(ScoreTable.Line line, String column) {
        ScoreTable.Value value = line.values().get(column);
        if (value == null) {
            return "-";
        }
        String deviation = value.deviation().isPresent()
                ? " ± " + number(column, value.deviation().getAsDouble())
                : "";
        return number(column, value.mean()) + deviation;
    }

    private static String paper(ScoreTable.Line line, String column) {
        Double value = line.plan().paper().get(column);
        return value == null ? "-" : number(column, value);
    }

    /** Shares with four digits, distances with two. */
    static String number(String column, double value) {
        return String.format(Locale.ROOT, column.contains("hd95") ? "%.2f" : "%.4f", value);
    }

    /** For programs: a line for each run, every score in full. */
    public static String csv(ScoreTable table) {
        StringBuilder text = new StringBuilder("row,seed");
        table.columns().forEach(column -> text.append(',').append(quoted(column)));
        text.append("\r\n");
        for (ScoreTable.Line line : table.lines()) {
            line.seeds()
                    .forEach((seed, scores) -> text.append(quoted(line.plan().name()))
                            .append(',')
                            .append(seed)
                            .append(',')
                            .append(values(table, scores))
                            .append("\r\n"));
        }
        return text.toString();
    }

    private static String values(ScoreTable table, Map<String, Double> scores) {
        return table.columns().stream()
                .map(column -> scores.containsKey(column) ? String.valueOf(scores.get(column)) : "")
                .collect(Collectors.joining(","));
    }

    /** A spreadsheet takes what begins with one of =+-@ for a formula. */
    private static String quoted(String text) {
        String safe = text.matches("[=+\\-@\\t].*") ? "'" + text : text;
        return safe.matches(".*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
