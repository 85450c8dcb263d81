package org.semigda.orchestrator.experiment;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;

/**
 * An experiment as shown to people, at one moment.
 *
 * @param runs as lists of runs show them, by id; a run that is gone is not among them
 */
public record ExperimentView(ExperimentRecord record, Map<String, JsonObject> runs) {

    /** How far all of it is. */
    public enum State {
        /** Runs wait or go on. */
        RUNNING,
        /** Every run has its scores. */
        COMPLETED,
        /** Nothing goes on, and runs are missing, stopped or failed; asking for the experiment again starts those. */
        INCOMPLETE
    }

    public ExperimentView {
        runs = Map.copyOf(runs);
    }

    /** How far all of it is. */
    public State state() {
        List<Plan.Cell> cells = Plan.of(record.spec()).cells();
        boolean all = true;
        for (Plan.Cell cell : cells) {
            Optional<RunState> state =
                    record.run(cell).flatMap(run -> state(run.run().value()));
            if (state.isPresent() && !state.get().ended()) {
                return State.RUNNING;
            }
            all &= state.filter(RunState.COMPLETED::equals).isPresent();
        }
        if (!record.prepared()) {
            return State.RUNNING;
        }
        return all ? State.COMPLETED : State.INCOMPLETE;
    }

    private Optional<RunState> state(String run) {
        return Optional.ofNullable(runs.get(run)).map(shown -> RunState.valueOf(shown.getString("state")));
    }

    /** What the scores of the completed runs add up to. */
    public ScoreTable table() {
        Map<Integer, Map<Integer, Map<String, Double>>> scores = new TreeMap<>();
        for (ExperimentRecord.CellRun run : record.runs()) {
            JsonObject shown = runs.get(run.run().value());
            if (shown != null
                    && state(run.run().value())
                            .filter(RunState.COMPLETED::equals)
                            .isPresent()) {
                Map<String, Double> values = new TreeMap<>();
                shown.getJsonObject("scores", new JsonObject())
                        .forEach(score -> values.put(score.getKey(), ((Number) score.getValue()).doubleValue()));
                scores.computeIfAbsent(run.line(), line -> new TreeMap<>()).put(run.seed(), values);
            }
        }
        return ScoreTable.of(Plan.of(record.spec()), scores);
    }

    /** The form lists have. */
    public JsonObject toJson() {
        List<Plan.Cell> cells = Plan.of(record.spec()).cells();
        long done = cells.stream()
                .filter(cell -> record.run(cell)
                        .flatMap(run -> state(run.run().value()))
                        .filter(RunState.COMPLETED::equals)
                        .isPresent())
                .count();
        JsonObject json = new JsonObject()
                .put("id", record.id())
                .put("name", record.spec().name())
                .put("description", record.spec().description())
                .put("state", state().name())
                .put("data", record.spec().data())
                .put("preset", record.spec().preset())
                .put("created", record.created())
                .put("done", done)
                .put("total", cells.size());
        return record.problem().isEmpty() ? json : json.put("problem", record.problem());
    }

    /** {@link #toJson()} with the specification, every run and the table. */
    public JsonObject toFullJson() {
        Plan plan = Plan.of(record.spec());
        ScoreTable table = table();
        JsonArray rows = new JsonArray();
        for (int i = 0; i < plan.lines().size(); i++) {
            Plan.Line line = plan.lines().get(i);
            JsonObject row = new JsonObject()
                    .put("name", line.name())
                    .put("settings", new JsonObject(new LinkedHashMap<>(line.settings())))
                    .put("scores", scores(table.lines().get(i)))
                    .put("runs", runs(i));
            rows.add(line.paper().isEmpty() ? row : row.put("paper", RunView.numbers(line.paper())));
        }
        return toJson().put("spec", new JsonObject(Wire.write(record.spec())))
                .put("columns", new JsonArray(table.columns()))
                .put("rows", rows);
    }

    private static JsonObject scores(ScoreTable.Line line) {
        JsonObject scores = new JsonObject();
        line.values().forEach((column, value) -> {
            JsonObject score = new JsonObject().put("mean", value.mean()).put("count", value.count());
            value.deviation().ifPresent(deviation -> score.put("deviation", deviation));
            scores.put(column, score);
        });
        return scores;
    }

    private JsonArray runs(int line) {
        JsonArray all = new JsonArray();
        for (int seed : record.spec().seeds()) {
            JsonObject cell = new JsonObject().put("seed", seed);
            record.run(new Plan.Cell(line, seed)).ifPresent(run -> {
                cell.put("id", run.run().value()).put("reused", run.reused());
                JsonObject shown = runs.get(run.run().value());
                if (shown == null) {
                    cell.put("state", "GONE");
                } else {
                    cell.put("state", shown.getString("state"));
                    for (String field : List.of("scores", "progress", "failure")) {
                        if (shown.containsKey(field)) {
                            cell.put(field, shown.getValue(field));
                        }
                    }
                }
            });
            all.add(cell.containsKey("state") ? cell : cell.put("state", "PLANNED"));
        }
        return all;
    }
}
