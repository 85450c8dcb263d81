package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.Placement.Member;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.protocol.Failure;
import org.semigda.protocol.NodeMessage.Work;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;
import org.semigda.protocol.WorkerCommand.Group;

/** Starts the runs whose turn it is. */
final class Dispatcher {

    private final RunRegistry runs;
    private final NodeRegistry nodes;
    private final RunQueue queue;
    private final LifeCycle lives;
    private final NodePost post;
    private final AttemptDesk desk;
    private final Clock clock;

    Dispatcher(
            RunRegistry runs,
            NodeRegistry nodes,
            RunQueue queue,
            LifeCycle lives,
            NodePost post,
            AttemptDesk desk,
            Clock clock) {
        this.runs = runs;
        this.nodes = nodes;
        this.queue = queue;
        this.lives = lives;
        this.post = post;
        this.desk = desk;
        this.clock = clock;
    }

    /** Starts every run that has a free device. Called whenever a run, a device or a node became free or new. */
    void dispatch() {
        List<Node> alive = nodes.alive();
        long now = clock.millis();
        for (Optional<Placement> next = queue.next(alive, now); next.isPresent(); next = queue.next(alive, now)) {
            launch(runs.get(next.get().run()), next.get(), alive);
        }
        if (!alive.isEmpty()) {
            List<String> offered = alive.stream()
                    .flatMap(node -> node.devices().stream())
                    .distinct()
                    .toList();
            queue.hopeless(alive).forEach((id, device) -> {
                Run run = runs.get(id);
                if (run.firstHopeless()) {
                    lives.log(run, "warn", "waits for a node with " + device + "; there are " + offered);
                }
            });
        }
    }

    private void launch(Run run, Placement placement, List<Node> alive) {
        boolean attached = alive.stream()
                .anyMatch(node ->
                        !placement.on(node.name()).isEmpty() && node.said().attached());
        lives.start(run, attached ? 0 : placement.members().size());
        int wanted = run.record().demand().workers();
        int size = placement.members().size();
        if (size < wanted) {
            lives.log(run, "warn", "starts with " + size + " of " + wanted + " devices (elastic.min)");
        }
        int attempt = run.attempt();
        launch(run, placement.first(), new Group(0, size, "")).onSuccess(rendezvous -> {
            for (Member member : placement.members()) {
                if (member.rank() > 0
                        && run.attempt() == attempt
                        && !run.state().ended()) {
                    launch(run, member, new Group(member.rank(), size, rendezvous));
                }
            }
        });
    }

    private Future<String> launch(Run run, Member member, Group group) {
        int attempt = run.attempt();
        String folder = run.folder().path().toAbsolutePath().toString();
        var launch = new WorkerCommand.Launch(
                run.id(),
                attempt,
                run.record().spec(),
                folder,
                member.device(),
                run.record().resume(),
                group,
                desk.transfer(run));
        return post.launch(member.node(), launch).onComplete(answer -> {
            if (answer.succeeded()) {
                nodes.took(member.node(), new Work(run.id(), attempt, member.rank(), member.device(), 0, 0, 0, 0));
            }
            if (run.attempt() != attempt || run.state().ended()) {
                return;
            }
            if (answer.succeeded()) {
                queue.seen(run.id(), member.rank(), clock.millis());
            } else {
                refused(run, member, answer.cause());
            }
        });
    }

    private void refused(Run run, Member member, Throwable error) {
        ReplyFailure kind =
                error instanceof ReplyException reply ? reply.failureType() : ReplyFailure.RECIPIENT_FAILURE;
        switch (kind) {
            case NO_HANDLERS -> {
                nodes.lose(member.node(), "it does not answer");
                for (Placement held : queue.on(member.node())) {
                    lives.workerLost(runs.get(held.run()), "node " + member.node() + " does not answer");
                }
            }
            // Nobody knows whether the node heard; its heartbeats will tell.
            case TIMEOUT -> queue.seen(run.id(), member.rank(), clock.millis());
            default -> {
                String message = "node " + member.node() + " cannot start the run: " + error.getMessage();
                lives.finish(
                        run,
                        RunState.FAILED,
                        Optional.of(new Failure("launch-failed", message, String.valueOf(error.getMessage()))));
            }
        }
    }
}
