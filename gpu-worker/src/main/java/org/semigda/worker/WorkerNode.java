package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Supplier;
import org.semigda.protocol.NodeMessage;

/** A machine that trains, as the other parts see it: start it, close it. */
public final class WorkerNode {

    private final Vertx vertx;
    private final NodeVerticle node;
    private final String deployment;

    private WorkerNode(Vertx vertx, NodeVerticle node, String deployment) {
        this.vertx = vertx;
        this.node = node;
        this.deployment = deployment;
    }

    /** Starts a node of the orchestrator's own process; it announces itself until it is acknowledged. */
    public static Future<WorkerNode> deploy(
            Vertx vertx, NodeSettings settings, Clock clock, Supplier<NodeMessage.Load> gauge) {
        return deploy(vertx, Uplink.of(vertx), settings, clock, gauge, () -> {});
    }

    /**
     * Starts a node.
     *
     * @param vertx what its verticles run on; no message leaves the process over it
     * @param uplink how it reaches the orchestrator
     * @param gauge measures what the node uses of its machine, beside the event loop
     * @param stuck what to do about a device that does not come to rest although its worker was given up
     */
    public static Future<WorkerNode> deploy(
            Vertx vertx,
            Uplink uplink,
            NodeSettings settings,
            Clock clock,
            Supplier<NodeMessage.Load> gauge,
            Runnable stuck) {
        LocalCodec.register(vertx.eventBus());
        NodeVerticle node = new NodeVerticle(settings, uplink, clock, gauge, stuck);
        return vertx.deployVerticle(node).map(id -> new WorkerNode(vertx, node, id));
    }

    /** Ends the node; runs on it end where they are. */
    public Future<Void> close() {
        return node.settled(() -> vertx.undeploy(deployment));
    }
}
