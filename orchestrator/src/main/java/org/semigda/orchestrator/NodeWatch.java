package org.semigda.orchestrator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunId;
import org.semigda.protocol.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to nodes and notices what they stop saying: a node whose lease ran out has lost its runs, and so has one
 * that no longer names a run it was given, as after a restart of its process.
 */
final class NodeWatch {

    private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);

    private final NodeRegistry nodes;
    private final RunQueue queue;
    private final RunRegistry runs;
    private final Catalog catalog;
    private final LifeCycle lives;
    private final NodePost post;
    private final Clock clock;
    private final Duration lease;

    NodeWatch(
            NodeRegistry nodes,
            RunQueue queue,
            RunRegistry runs,
            Catalog catalog,
            LifeCycle lives,
            NodePost post,
            Clock clock,
            Duration lease) {
        this.nodes = nodes;
        this.queue = queue;
        this.runs = runs;
        this.catalog = catalog;
        this.lives = lives;
        this.post = post;
        this.clock = clock;
        this.lease = lease;
    }

    /** Hears a node. */
    NodeMessage.Ack hear(NodeMessage message) {
        if (message instanceof NodeMessage.Announce announce) {
            LOG.info("node {} on {} has {}", announce.node(), announce.host(), announce.devices());
            nodes.announce(announce);
            return new NodeMessage.Ack(true);
        }
        if (message instanceof NodeMessage.Heartbeat heartbeat) {
            boolean known = nodes.heartbeat(heartbeat);
            if (known) {
                compare(heartbeat);
            }
            return new NodeMessage.Ack(known);
        }
        throw new IllegalArgumentException("not a message of a node: " + message);
    }

    private void compare(NodeMessage.Heartbeat heartbeat) {
        long now = clock.millis();
        List<Placement> placed = queue.on(heartbeat.node());
        for (Placement placement : placed) {
            if (placement.seen().isEmpty()) {
                continue; // the launch is still under way
            }
            if (heartbeat.runs().contains(placement.run())) {
                queue.seen(placement.run(), now);
            } else if (now - placement.seen().getAsLong() > lease.toMillis()) {
                lives.workerLost(
                        runs.get(placement.run()), "node " + heartbeat.node() + " no longer has a worker for the run");
            }
        }
        for (RunId id : heartbeat.runs()) {
            if (placed.stream().noneMatch(placement -> placement.run().equals(id))) {
                catalog.find(id)
                        .onSuccess(run -> run.ifPresent(found -> endLeftover(heartbeat.node(), found)))
                        .onFailure(error -> LOG.warn("run {} cannot be looked up", id, error));
            }
        }
    }

    /** A worker still works on what was given up, as after a restart of the orchestrator. */
    private void endLeftover(String node, Run run) {
        OptionalLong ended = run.record().ended();
        if (ended.isPresent() && clock.millis() - ended.getAsLong() <= lease.toMillis()) {
            return; // its worker is about to leave
        }
        // An attempt that waits was never sent out: the worker has an older one.
        int newest = run.state().ended() ? run.attempt() : run.attempt() - 1;
        for (int attempt = Math.max(1, newest - 1); attempt <= newest; attempt++) {
            WorkerCommand stop = new WorkerCommand.Stop(run.id(), attempt);
            post.send(node, stop).onFailure(error -> LOG.debug("node {}: {}: {}", node, stop, error.getMessage()));
        }
    }

    /** Ends leases that ran out, and with them the attempts on those nodes. */
    void checkLeases() {
        for (Node node : nodes.expire()) {
            LOG.warn("node {} has not been heard of for {} s", node.name(), lease.toMillis() / 1000.0);
            for (Placement placement : queue.on(node.name())) {
                lives.workerLost(runs.get(placement.run()), "node " + node.name() + " was lost");
            }
        }
    }
}
