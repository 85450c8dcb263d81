package org.semigda.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** An experiment, as the HTTP API shows it, in lines for people. */
final class ExperimentProgress {

    private ExperimentProgress() {}

    /** Such as {@code 3/8 runs done  sup_s, seed 2: stage 2 step 41/180}. */
    static String line(JsonNode experiment) {
        StringBuilder line = new StringBuilder()
                .append(experiment.path("done").asInt())
                .append('/')
                .append(experiment.path("total").asInt())
                .append(" runs done");
        for (JsonNode row : experiment.path("rows")) {
            for (JsonNode run : row.path("runs")) {
                JsonNode progress = run.path("progress");
                if (run.path("state").asText().matches("RUNNING|STARTING|PAUSED|STOPPING")
                        && !progress.isMissingNode()) {
                    return line.append("  ")
                            .append(cell(row, run))
                            .append(": stage ")
                            .append(progress.path("stage").asInt())
                            .append(" step ")
                            .append(progress.path("step").asLong())
                            .append('/')
                            .append(progress.path("steps").asLong())
                            .toString();
                }
            }
        }
        return line.toString();
    }

    private static String cell(JsonNode row, JsonNode run) {
        return row.path("name").asText() + ", seed " + run.path("seed").asInt();
    }

    /** A line for each run that has no scores at the end, and one for what kept runs from being made. */
    static List<String> troubles(JsonNode experiment) {
        List<String> lines = new ArrayList<>();
        if (experiment.has("problem")) {
            lines.add("error: " + experiment.path("problem").asText());
        }
        for (JsonNode row : experiment.path("rows")) {
            for (JsonNode run : row.path("runs")) {
                String state = run.path("state").asText();
                if (!state.equals("COMPLETED") && !state.equals("PLANNED")) {
                    String why = run.path("failure").path("message").asText("");
                    lines.add("error: " + cell(row, run) + " is " + state + (why.isEmpty() ? "" : ": " + why));
                }
            }
        }
        return lines;
    }
}
