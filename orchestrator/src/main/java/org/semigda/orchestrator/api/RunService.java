package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.run.Projection;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;

/** What the HTTP API needs from the orchestrator. May be called from any thread. */
public interface RunService {

    /** A run with all there is to read about it. */
    record RunDetails(RunView view, Projection projection, RunFolder folder) {}

    /** Every run, newest first. */
    List<RunView> runs();

    /** A run with its folder; empty when there is none with this id. */
    Optional<RunDetails> details(RunId id);

    /** Accepts a run; fails with a {@link org.semigda.orchestrator.run.Refusal} when it cannot be run as asked. */
    Future<RunView> submit(RunSpec spec);

    /** Asks something of a run; fails with a {@link org.semigda.orchestrator.run.Refusal} when its state forbids it. */
    Future<RunView> command(RunId id, RunCommand command);

    /** Every node, by name. */
    List<Node> nodes();

    /** Hears what happens from now on; running the answer ends it. */
    Runnable listen(RunListener listener);
}
