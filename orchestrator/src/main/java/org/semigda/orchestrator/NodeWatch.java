package org.semigda.orchestrator;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.Placement.Member;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.protocol.Failure;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.NodeMessage.Work;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to nodes and notices what they stop saying: a node whose lease ran out has lost its runs, and so has one whose
 * process was started again, or that no longer names a run it was given. A worker that gets nothing done is given up.
 */
final class NodeWatch {

    private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);

    private final NodeRegistry nodes;
    private final RunQueue queue;
    private final RunRegistry runs;
    private final Catalog catalog;
    private final LifeCycle lives;
    private final Recovery recovery;
    private final NodePost post;
    private final Clock clock;
    private final Duration lease;
    /** Attempts of which a worker lost its peers, and until when their first worker may still tell how it ended. */
    private final Map<RunId, Suspicion> suspicions = new HashMap<>();

    private record Suspicion(int attempt, long until, String why) {}

    NodeWatch(
            NodeRegistry nodes,
            RunQueue queue,
            RunRegistry runs,
            Catalog catalog,
            LifeCycle lives,
            Recovery recovery,
            NodePost post,
            Clock clock,
            Duration lease) {
        this.nodes = nodes;
        this.queue = queue;
        this.runs = runs;
        this.catalog = catalog;
        this.lives = lives;
        this.recovery = recovery;
        this.post = post;
        this.clock = clock;
        this.lease = lease;
    }

    /** Hears a node. */
    NodeMessage.Ack hear(NodeMessage message) {
        if (message instanceof NodeMessage.Announce announce) {
            LOG.info("node {} on {} has {}", announce.node(), announce.host(), announce.devices());
            nodes.announce(announce).ifPresent(before -> loseRuns(before, "was started again"));
            return new NodeMessage.Ack(true);
        }
        if (message instanceof NodeMessage.Heartbeat heartbeat) {
            boolean known = nodes.heartbeat(heartbeat);
            if (known) {
                compare(heartbeat);
            }
            return new NodeMessage.Ack(known);
        }
        if (message instanceof NodeMessage.Left left) {
            runs.find(left.run()).ifPresent(run -> left(run, left));
            return new NodeMessage.Ack(true);
        }
        throw new IllegalArgumentException("not a message of a node: " + message);
    }

    private void compare(NodeMessage.Heartbeat heartbeat) {
        long now = clock.millis();
        String node = heartbeat.node();
        List<Placement> placed = queue.on(node);
        for (Placement placement : placed) {
            Run run = runs.get(placement.run());
            for (Member member : placement.on(node)) {
                if (member.seen().isEmpty()) {
                    continue; // the launch is still under way
                }
                if (heartbeat.work().stream().anyMatch(work -> isOf(work, run, member))) {
                    queue.seen(run.id(), member.rank(), now);
                } else if (now - member.seen().getAsLong() > lease.toMillis()) {
                    lives.workerLost(run, "node " + node + " no longer has a worker for the run");
                    break;
                }
            }
        }
        for (Work work : heartbeat.work()) {
            boolean ours = placed.stream()
                    .anyMatch(placement ->
                            placement.run().equals(work.run()) && isCurrent(work, runs.get(placement.run())));
            if (!ours) {
                catalog.find(work.run())
                        .onSuccess(run -> leftover(node, work, run))
                        .onFailure(error -> LOG.warn("run {} cannot be looked up", work.run(), error));
            }
        }
    }

    private static boolean isOf(Work work, Run run, Member member) {
        return work.run().equals(run.id()) && isCurrent(work, run) && work.rank() == member.rank();
    }

    private static boolean isCurrent(Work work, Run run) {
        return work.attempt() == run.attempt() && !run.state().ended() && run.state() != RunState.QUEUED;
    }

    /** A worker of an attempt that was given up, or of a run that is gone; or one that outlived its orchestrator. */
    private void leftover(String node, Work work, Optional<Run> run) {
        if (run.isPresent()) {
            OptionalLong ended = run.get().record().ended();
            boolean leaving = ended.isPresent() && clock.millis() - ended.getAsLong() <= lease.toMillis();
            if (leaving || recovery.adopt(node, run.get(), work)) {
                return;
            }
        }
        post.abandon(node, work.run(), work.attempt());
    }

    private void left(Run run, NodeMessage.Left left) {
        if (left.attempt() != run.attempt()
                || run.state().ended()
                || left.code().isEmpty()) {
            return;
        }
        if (left.code().equals(Failure.PEER_LOST)) {
            long until = clock.millis() + lease.toMillis();
            suspicions.putIfAbsent(run.id(), new Suspicion(run.attempt(), until, left.message()));
        } else {
            lives.finish(run, RunState.FAILED, Optional.of(new Failure(left.code(), left.message(), "")));
        }
    }

    /** Ends leases that ran out, and with them the attempts on those nodes; gives up workers that hang. */
    void checkLeases() {
        for (Node node : nodes.expire()) {
            loseRuns(node, "was lost");
        }
        for (Node node : nodes.alive()) {
            node.work().forEach(work -> runs.find(work.run()).ifPresent(run -> checkHung(node, run, work)));
        }
        long now = clock.millis();
        Map.copyOf(suspicions).forEach((id, suspicion) -> {
            if (suspicion.until() < now) {
                suspicions.remove(id);
                runs.find(id)
                        .filter(run -> run.attempt() == suspicion.attempt())
                        .ifPresent(run -> lives.workerLost(run, suspicion.why()));
            }
        });
        recovery.check(runs);
    }

    private void loseRuns(Node node, String why) {
        LOG.warn("node {} {}", node.name(), why);
        for (Placement placement : queue.on(node.name())) {
            lives.workerLost(runs.get(placement.run()), "node " + node.name() + " " + why);
        }
    }

    private void checkHung(Node node, Run run, Work work) {
        long limit = 1000 * Long.parseLong(run.record().settings().getOrDefault("elastic.hang", "0"));
        if (limit > 0 && work.idleMillis() > limit && isCurrent(work, run)) {
            String why = "its worker of run " + run.id() + " got nothing done for " + work.idleMillis() / 1000
                    + " s after step " + work.step();
            nodes.hung(node.name(), why);
            lives.workerLost(run, "node " + node.name() + " hangs: " + why);
        }
    }
}
