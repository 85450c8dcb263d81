package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.index.RunQuery;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.run.Projection;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;

/** What the HTTP API needs from the orchestrator. May be called from any thread. */
public interface RunService {

    /** A run with all there is to read about it. */
    record RunDetails(RunView view, Projection projection, RunFolder folder) {}

    /** Some runs as lists show them, and where the next page starts; empty on the last. */
    record RunPage(List<JsonObject> runs, Optional<RunQuery.Place> next) {}

    /** A run that was asked for, and whether an earlier request with the same key made it. */
    record Submitted(RunView run, boolean repeated) {}

    /**
     * A request for a run.
     *
     * @param document the specification as it was sent
     * @param key makes the request repeatable; empty when it is not
     */
    record Submission(RunSpec spec, String document, Optional<String> key, Caller caller) {}

    /** Runs in memory: those that are not at their end, and those that were asked for. */
    List<RunView> runs();

    /** A page of all runs. */
    Future<RunPage> list(RunQuery query);

    /** A run with its folder; empty when there is none with this id. */
    Future<Optional<RunDetails>> details(RunId id);

    /** Accepts a run; fails with a {@link org.semigda.orchestrator.run.Refusal} when it cannot be run as asked. */
    Future<Submitted> submit(Submission submission);

    /** Measures what a run would take; fails with a {@link org.semigda.orchestrator.run.Refusal} when that cannot be done. */
    Future<Estimate> estimate(RunSpec spec, Caller caller);

    /** Asks something of a run; fails with a {@link org.semigda.orchestrator.run.Refusal} when its state forbids it. */
    Future<RunView> command(RunId id, RunCommand command);

    /** Deletes a run; fails with a {@link org.semigda.orchestrator.run.Refusal} before it has ended. */
    Future<Void> delete(RunId id);

    /** How many runs are in each state; fails when the store cannot be used. */
    Future<Map<String, Long>> countByState();

    /** Every node, by name. */
    List<Node> nodes();

    /** Hears what happens from now on; running the answer ends it. */
    Runnable listen(RunListener listener);
}
