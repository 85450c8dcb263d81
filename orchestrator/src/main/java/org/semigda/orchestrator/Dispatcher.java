package org.semigda.orchestrator;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** Starts the runs whose turn it is. */
final class Dispatcher {

    private final RunRegistry runs;
    private final NodeRegistry nodes;
    private final RunQueue queue;
    private final LifeCycle lives;
    private final NodePost post;
    private final Clock clock;

    Dispatcher(RunRegistry runs, NodeRegistry nodes, RunQueue queue, LifeCycle lives, NodePost post, Clock clock) {
        this.runs = runs;
        this.nodes = nodes;
        this.queue = queue;
        this.lives = lives;
        this.post = post;
        this.clock = clock;
    }

    /** Starts every run that has a free device. Called whenever a run, a device or a node became free or new. */
    void dispatch() {
        List<Node> alive = nodes.alive();
        for (Optional<Placement> next = queue.next(alive); next.isPresent(); next = queue.next(alive)) {
            launch(runs.get(next.get().run()), next.get());
        }
        if (!alive.isEmpty()) {
            List<String> offered = alive.stream()
                    .flatMap(node -> node.devices().stream())
                    .distinct()
                    .toList();
            queue.hopeless(alive).forEach((id, device) -> {
                Run run = runs.get(id);
                if (run.firstHopeless()) {
                    lives.log(run, "warn", "waits for a node with device " + device + "; there are " + offered);
                }
            });
        }
    }

    private void launch(Run run, Placement placement) {
        lives.move(run, RunState.STARTING);
        int attempt = run.attempt();
        var launch = new WorkerCommand.Launch(
                run.id(),
                attempt,
                run.record().spec(),
                run.folder().path().toAbsolutePath().toString(),
                placement.device(),
                run.record().resume());
        post.send(placement.node(), launch).onComplete(answer -> {
            if (answer.succeeded()) {
                nodes.took(placement.node(), run.id());
            }
            if (run.attempt() != attempt || run.state().ended()) {
                return;
            }
            if (answer.succeeded()) {
                queue.seen(run.id(), clock.millis());
            } else {
                refused(run, placement, answer.cause());
            }
        });
    }

    private void refused(Run run, Placement placement, Throwable error) {
        ReplyFailure kind =
                error instanceof ReplyException reply ? reply.failureType() : ReplyFailure.RECIPIENT_FAILURE;
        switch (kind) {
            case NO_HANDLERS -> {
                nodes.lose(placement.node());
                for (Placement held : queue.on(placement.node())) {
                    lives.workerLost(runs.get(held.run()), "node " + placement.node() + " does not answer");
                }
            }
            // Nobody knows whether the node heard; its heartbeats will tell.
            case TIMEOUT -> queue.seen(run.id(), clock.millis());
            default -> {
                String message = "node " + placement.node() + " cannot start the run: " + error.getMessage();
                lives.finish(
                        run,
                        RunState.FAILED,
                        Optional.of(new Failure("launch-failed", message, String.valueOf(error.getMessage()))));
            }
        }
    }
}
