package org.semigda.orchestrator.run;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;

/**
 * A run as shown to people, at one moment.
 *
 * @param record what was asked for and the state
 * @param progress how far it is
 * @param best best validation scores so far: {@code dice}, {@code ema_dice}
 * @param scores final scores: {@code dice}, {@code iou}, {@code hd95}, {@code hd95_released}, {@code images}
 * @param lastEvent the id of the newest stored event; 0 before the first
 */
public record RunView(
        RunRecord record,
        Optional<RunEvent.Progress> progress,
        Map<String, Double> best,
        Map<String, Double> scores,
        long lastEvent) {

    /** The view of a run from its parts. */
    public static RunView of(RunRecord record, Projection projection) {
        long lastEvent = projection.lastEvent(); // first: what is read below may be newer, but never older
        return new RunView(record, projection.progress(), projection.best(), projection.scores(), lastEvent);
    }

    /** The run. */
    public RunId id() {
        return record.id();
    }

    /** Its state. */
    public RunState state() {
        return record.state();
    }

    /** Why it failed, when it did. */
    public Optional<Failure> failure() {
        return record.failure();
    }

    /** The form used by the HTTP API; what is not known is left out. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("id", record.id().value())
                .put("name", record.spec().name())
                .put("state", record.state().name())
                .put("attempt", record.attempt())
                .put("preset", record.spec().preset())
                .put("data", record.spec().data())
                .put("method", record.settings().getOrDefault("method", ""))
                .put("labelled", record.settings().getOrDefault("data.labelled", ""))
                .put("created", record.created())
                .put("priority", record.spec().queue().priority());
        record.started().ifPresent(time -> json.put("started", time));
        record.ended().ifPresent(time -> json.put("ended", time));
        progress.ifPresent(now -> json.put("progress", progress(now)));
        if (!best.isEmpty()) {
            json.put("best", numbers(best));
        }
        if (!scores.isEmpty()) {
            json.put("scores", numbers(scores));
        }
        record.failure().ifPresent(why -> json.put("failure", new JsonObject(Wire.write(why))));
        return json.put("lastEvent", lastEvent);
    }

    /** {@link #toJson()} with the specification and every setting. */
    public JsonObject toFullJson() {
        JsonObject file = record.toJson();
        return toJson().put("hash", file.getString("hash"))
                .put("spec", file.getJsonObject("spec"))
                .put("settings", file.getJsonObject("settings"));
    }

    private static JsonObject progress(RunEvent.Progress now) {
        JsonObject json = new JsonObject()
                .put("stage", now.stage())
                .put("step", now.step())
                .put("steps", now.steps());
        return now.secondsLeft() >= 0 ? json.put("secondsLeft", now.secondsLeft()) : json;
    }

    /** Numbers by name; whole ones without a fraction, and what is not finite left out, since JSON has no word for it. */
    public static JsonObject numbers(Map<String, Double> values) {
        JsonObject json = new JsonObject();
        new TreeMap<>(values).forEach((name, value) -> {
            if (Double.isFinite(value)) {
                boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
                json.put(name, whole ? (Number) value.longValue() : (Number) value);
            }
        });
        return json;
    }
}
