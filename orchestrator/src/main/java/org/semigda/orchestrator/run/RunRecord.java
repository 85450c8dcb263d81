package org.semigda.orchestrator.run;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;

/**
 * What {@code run.json} says about a run. Every change of state is a new record, made by {@link RunState#to}.
 *
 * @param spec as submitted
 * @param settings every setting with its value, resolved from the preset and the specification
 * @param attempt the attempt that runs, ran last, or waits to run; from 1
 * @param restarts how often a worker was lost since somebody last asked for the run
 * @param resume whether the attempt continues from the newest checkpoint
 * @param created when it was submitted, milliseconds since 1970; {@code started} and {@code ended} likewise
 * @param failure why it ended in FAILED
 * @param version the release of the orchestrator that accepted it
 */
public record RunRecord(
        RunId id,
        RunSpec spec,
        Map<String, String> settings,
        RunState state,
        int attempt,
        int restarts,
        boolean resume,
        long created,
        OptionalLong started,
        OptionalLong ended,
        Optional<Failure> failure,
        String version) {

    private static final int FORMAT = 1;

    public RunRecord {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** A new run, queued. */
    public static RunRecord queued(RunId id, RunSpec spec, Map<String, String> settings, long now, String version) {
        return new RunRecord(
                id,
                spec,
                settings,
                RunState.QUEUED,
                1,
                0,
                false,
                now,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                version);
    }

    /**
     * The run in another state; the first time it runs and the time it ends are noted.
     *
     * @throws IllegalStateException when the life cycle has no such move
     */
    public RunRecord to(RunState target, long now) {
        RunState next = state.to(target);
        OptionalLong start = next == RunState.RUNNING && started.isEmpty() ? OptionalLong.of(now) : started;
        OptionalLong end = next.ended() ? OptionalLong.of(now) : OptionalLong.empty();
        return new RunRecord(
                id, spec, settings, next, attempt, restarts, resume, created, start, end, failure, version);
    }

    /** The run ended by an error. */
    public RunRecord failed(Failure why, long now) {
        RunRecord end = to(RunState.FAILED, now);
        return new RunRecord(
                id,
                spec,
                settings,
                end.state,
                attempt,
                restarts,
                resume,
                created,
                started,
                end.ended,
                Optional.of(why),
                version);
    }

    /** The run waits for its next attempt, which continues from the newest checkpoint. */
    public RunRecord nextAttempt(int restartsSoFar) {
        return new RunRecord(
                id,
                spec,
                settings,
                state.to(RunState.QUEUED),
                attempt + 1,
                restartsSoFar,
                true,
                created,
                started,
                OptionalLong.empty(),
                Optional.empty(),
                version);
    }

    /** The run with another specification, for its next attempt. */
    public RunRecord respecified(RunSpec newSpec, Map<String, String> newSettings) {
        return new RunRecord(
                id, newSpec, newSettings, state, attempt, restarts, resume, created, started, ended, failure, version);
    }

    /** The document in {@code run.json}. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("format", FORMAT)
                .put("id", id.value())
                .put("state", state.name())
                .put("attempt", attempt)
                .put("restarts", restarts)
                .put("resume", resume)
                .put("created", created);
        started.ifPresent(time -> json.put("started", time));
        ended.ifPresent(time -> json.put("ended", time));
        failure.ifPresent(why -> json.put("failure", new JsonObject(Wire.write(why))));
        return json.put("version", version)
                .put("spec", new JsonObject(Wire.write(spec)))
                .put("settings", new JsonObject(new LinkedHashMap<>(settings)));
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws IllegalArgumentException when it is not such a document
     */
    public static RunRecord fromJson(JsonObject json) {
        if (json.getInteger("format", 0) != FORMAT) {
            throw new IllegalArgumentException(
                    "format " + json.getValue("format") + " is not known; this release reads " + FORMAT);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        part(json, "settings").forEach(entry -> settings.put(entry.getKey(), String.valueOf(entry.getValue())));
        return new RunRecord(
                new RunId(text(json, "id")),
                Wire.read(part(json, "spec").encode(), RunSpec.class),
                settings,
                RunState.valueOf(text(json, "state")),
                json.getInteger("attempt", 1),
                json.getInteger("restarts", 0),
                json.getBoolean("resume", false),
                json.getLong("created", 0L),
                time(json, "started"),
                time(json, "ended"),
                json.containsKey("failure")
                        ? Optional.of(Wire.read(part(json, "failure").encode(), Failure.class))
                        : Optional.empty(),
                json.getString("version", "unknown"));
    }

    private static OptionalLong time(JsonObject json, String key) {
        Long value = json.getLong(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static String text(JsonObject json, String key) {
        String value = json.getString(key);
        if (value == null) {
            throw new IllegalArgumentException("field '" + key + "' is missing");
        }
        return value;
    }

    private static JsonObject part(JsonObject json, String key) {
        JsonObject value = json.getJsonObject(key);
        if (value == null) {
            throw new IllegalArgumentException("field '" + key + "' is missing");
        }
        return value;
    }
}
