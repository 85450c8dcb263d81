package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Several runs that are compared: every row with every combination of the grid, once for each seed. The same document from a
 * file, a form, the command line and the HTTP API.
 *
 * @param apiVersion {@link RunSpec#VERSION}
 * @param name such as {@code table5}; begins the names of the runs; at most 60 characters
 * @param description what is compared, for people
 * @param data the folder with the images, on the machine that trains
 * @param preset the settings all runs start from
 * @param settings what all runs change from the preset, as text by key
 * @param seeds one run of everything for each; at least one
 * @param rows what is compared; may be empty where there is a grid
 * @param grid settings that take every one of several values; may be empty where there are rows
 */
public record ExperimentSpec(
        String apiVersion,
        String name,
        String description,
        String data,
        String preset,
        Map<String, String> settings,
        List<Integer> seeds,
        List<Row> rows,
        List<Factor> grid) {

    /** Runs that one experiment may have. */
    public static final int MOST_RUNS = 1000;

    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_DESCRIPTION = 2000;
    private static final List<String> FIELDS =
            List.of("apiVersion", "name", "description", "data", "preset", "settings", "seeds", "rows", "grid");

    /**
     * One of the things that are compared.
     *
     * @param name such as {@code without adapters}
     * @param settings what it changes, as text by key
     * @param paper published figures to show beside ours, by score; may be empty
     */
    public record Row(String name, Map<String, String> settings, Map<String, Double> paper) {
        public Row {
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                throw new IllegalArgumentException(
                        "a row's name is '" + name + "'; give 1 to " + LONGEST_NAME + " characters");
            }
            settings = Map.copyOf(new TreeMap<>(settings));
            paper = Map.copyOf(paper);
        }
    }

    /**
     * A setting that takes several values.
     *
     * @param setting its key, such as {@code data.labelled}
     * @param label what people call it, such as {@code labelled share}
     * @param values as text; at least one
     */
    public record Factor(String setting, String label, List<String> values) {
        public Factor {
            values = List.copyOf(values);
            if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
                throw new IllegalArgumentException(
                        "the grid's setting '" + setting + "' has the values " + values + "; give different ones");
            }
        }
    }

    public ExperimentSpec {
        if (!RunSpec.VERSION.equals(apiVersion)) {
            throw new IllegalArgumentException("apiVersion '" + apiVersion + "' is not known; use " + RunSpec.VERSION);
        }
        require("name", name, LONGEST_NAME);
        require("data", data, 4096);
        if (description.length() > LONGEST_DESCRIPTION) {
            throw new IllegalArgumentException("description has " + description.length() + " characters; at most "
                    + LONGEST_DESCRIPTION + " are allowed");
        }
        settings = Map.copyOf(settings);
        seeds = List.copyOf(seeds);
        rows = List.copyOf(rows);
        grid = List.copyOf(grid);
        if (seeds.isEmpty()
                || seeds.stream().anyMatch(seed -> seed < 0)
                || new HashSet<>(seeds).size() < seeds.size()) {
            throw new IllegalArgumentException("seeds are " + seeds + "; give different whole numbers from 0 on");
        }
        if (rows.isEmpty() && grid.isEmpty()) {
            throw new IllegalArgumentException("the experiment compares nothing; give rows or a grid");
        }
        Set<String> names = new HashSet<>();
        for (Row row : rows) {
            if (!names.add(row.name())) {
                throw new IllegalArgumentException("two rows are called '" + row.name() + "'");
            }
        }
        long runs = (long) Math.max(1, rows.size()) * seeds.size();
        for (Factor factor : grid) {
            runs *= factor.values().size();
            if (runs > MOST_RUNS) {
                break;
            }
        }
        if (runs > MOST_RUNS) {
            throw new IllegalArgumentException("the experiment has more than " + MOST_RUNS + " runs; divide it");
        }
    }

    private static void require(String field, String value, int longest) {
        if (value.isBlank() || value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "field '" + field + "' of an experiment must have 1 to " + longest + " plain characters");
        }
    }

    /**
     * Reads the document; {@code description}, {@code settings}, {@code rows} and {@code grid} may be left out.
     *
     * @throws IllegalArgumentException that names the field at fault
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ExperimentSpec of(Map<String, Object> document) {
        Fields fields = Fields.of("an experiment", document, FIELDS);
        return new ExperimentSpec(
                fields.text("apiVersion"),
                fields.text("name"),
                fields.text("description", ""),
                fields.text("data"),
                fields.text("preset"),
                fields.texts("settings"),
                fields.list("seeds").stream().map(ExperimentSpec::seed).toList(),
                fields.objects("rows").stream().map(ExperimentSpec::row).toList(),
                fields.objects("grid").stream().map(ExperimentSpec::factor).toList());
    }

    private static int seed(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed '" + text + "' is not a whole number from 0 on", e);
        }
    }

    private static Row row(Map<?, ?> document) {
        Fields fields = Fields.of("a row", document, List.of("name", "settings", "paper"));
        return new Row(fields.text("name"), fields.texts("settings"), fields.numbers("paper"));
    }

    private static Factor factor(Map<?, ?> document) {
        Fields fields = Fields.of("a grid's setting", document, List.of("setting", "label", "values"));
        String setting = fields.text("setting");
        return new Factor(setting, fields.text("label", setting), fields.list("values"));
    }

    /** The specification of one of its runs. */
    public RunSpec run(String runName, Map<String, String> changes, int seed) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(changes);
        all.put("seed", Integer.toString(seed));
        return new RunSpec(apiVersion, runName, data, preset, all);
    }
}
