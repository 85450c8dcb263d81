package org.semigda.orchestrator.run;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.semigda.orchestrator.queue.Demand;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;

/**
 * What {@code run.json} says about a run. Every change of state is a new record, made by {@link RunState#to}.
 *
 * @param spec as submitted
 * @param settings every setting with its value, resolved from the preset and the specification
 * @param state where it is in its life
 * @param attempt the attempt that runs, ran last, or waits to run; from 1
 * @param restarts how often a worker was lost since somebody last asked for the run
 * @param resume whether the attempt continues from the newest checkpoint
 * @param hold whether somebody asked for a pause that was not taken back; the run pauses as soon as it can
 * @param lasting how many workers of the attempt go on without this orchestrator, so that one that is started again waits
 *     for them; 0 when they end with it
 * @param times when what happened
 * @param failure why it ended in FAILED
 * @param request the request that submitted it, when that can be repeated
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
        boolean hold,
        int lasting,
        Times times,
        Optional<Failure> failure,
        Optional<RepeatableRequest> request,
        String version) {

    /**
     * Milliseconds since 1970.
     *
     * @param created when it was submitted
     * @param queued when it last joined the queue
     * @param started when it first ran
     * @param counted from when its maximum time counts; empty until it runs after somebody asked for it
     * @param ended when it ended; empty while it goes on
     */
    public record Times(long created, long queued, OptionalLong started, OptionalLong counted, OptionalLong ended) {}

    /**
     * A submission that may be sent again without making a second run.
     *
     * @param key the client's {@code Idempotency-Key}
     * @param hash hexadecimal SHA-256 of the specification, to tell a repetition from another request
     */
    public record RepeatableRequest(String key, String hash) {}

    public RunRecord {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** A new run, queued. */
    public static RunRecord queued(RunId id, RunSpec spec, Map<String, String> settings, long now, String version) {
        Times times = new Times(now, now, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        return new RunRecord(
                id,
                spec,
                settings,
                RunState.QUEUED,
                1,
                0,
                false,
                false,
                0,
                times,
                Optional.empty(),
                Optional.empty(),
                version);
    }

    /** The run with the request that submitted it. */
    public RunRecord requestedBy(Optional<RepeatableRequest> newRequest) {
        return new RunRecord(
                id,
                spec,
                settings,
                state,
                attempt,
                restarts,
                resume,
                hold,
                lasting,
                times,
                failure,
                newRequest,
                version);
    }

    /** When it was submitted, milliseconds since 1970. */
    public long created() {
        return times.created();
    }

    /** When it first ran. */
    public OptionalLong started() {
        return times.started();
    }

    /** When it ended. */
    public OptionalLong ended() {
        return times.ended();
    }

    /**
     * The run in another state; the first time it runs and the time it ends are noted.
     *
     * @throws IllegalStateException when the life cycle has no such move
     */
    public RunRecord to(RunState target, long now) {
        RunState next = state.to(target);
        boolean runs = next == RunState.RUNNING;
        Times then = new Times(
                times.created(),
                times.queued(),
                runs && times.started().isEmpty() ? OptionalLong.of(now) : times.started(),
                runs && times.counted().isEmpty() ? OptionalLong.of(now) : times.counted(),
                next.ended() ? OptionalLong.of(now) : OptionalLong.empty());
        return with(next, attempt, restarts, resume, hold && !next.ended(), then, failure);
    }

    /** The run ended by an error. */
    public RunRecord failed(Failure why, long now) {
        RunRecord end = to(RunState.FAILED, now);
        return end.with(end.state, attempt, restarts, resume, false, end.times, Optional.of(why));
    }

    /** The run waits for its next attempt, which continues from the newest checkpoint, because it lost its worker. */
    public RunRecord nextAttempt(int restartsSoFar, long now) {
        return next(restartsSoFar, hold, now, times.counted());
    }

    /** The run waits for its next attempt because somebody asked for it. */
    public RunRecord resumed(long now) {
        return next(0, false, now, OptionalLong.empty());
    }

    private RunRecord next(int restartsSoFar, boolean held, long now, OptionalLong counted) {
        Times then = new Times(times.created(), now, times.started(), counted, OptionalLong.empty());
        return with(state.to(RunState.QUEUED), attempt + 1, restartsSoFar, true, held, then, Optional.empty());
    }

    /** The run with a pause asked for, or not any more. */
    public RunRecord holding(boolean held) {
        return with(state, attempt, restarts, resume, held, times, failure);
    }

    /** The run whose attempt has so many workers that go on without this orchestrator. */
    public RunRecord lasting(int workers) {
        return new RunRecord(
                id, spec, settings, state, attempt, restarts, resume, hold, workers, times, failure, request, version);
    }

    private RunRecord with(
            RunState newState,
            int newAttempt,
            int newRestarts,
            boolean newResume,
            boolean newHold,
            Times newTimes,
            Optional<Failure> newFailure) {
        return new RunRecord(
                id,
                spec,
                settings,
                newState,
                newAttempt,
                newRestarts,
                newResume,
                newHold,
                newState == RunState.QUEUED || newState.ended() ? 0 : lasting,
                newTimes,
                newFailure,
                request,
                version);
    }

    /** The run with another specification, for its next attempt. */
    public RunRecord respecified(RunSpec newSpec, Map<String, String> newSettings) {
        return new RunRecord(
                id,
                newSpec,
                newSettings,
                state,
                attempt,
                restarts,
                resume,
                hold,
                lasting,
                times,
                failure,
                request,
                version);
    }

    /** What it needs to start. */
    public Demand demand() {
        return Demand.of(spec.queue(), settings);
    }

    /** Hexadecimal SHA-256 of what is computed: data, preset and every resolved setting. Name and queue do not count. */
    public String hash() {
        return hashOf(spec, settings);
    }

    /** The {@link #hash} that a run of this specification and these resolved settings would have. */
    public static String hashOf(RunSpec spec, Map<String, String> settings) {
        return RecordJson.hash(spec, settings);
    }

    /** The document in {@code run.json}. */
    public JsonObject toJson() {
        return RecordJson.write(this);
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws IllegalArgumentException when it is not such a document
     */
    public static RunRecord fromJson(JsonObject json) {
        return RecordJson.read(json);
    }
}
