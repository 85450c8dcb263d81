package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/** A machine that trains, as the other parts see it: start it, close it. */
public final class WorkerNode {

    private final Vertx vertx;
    private final String deployment;

    private WorkerNode(Vertx vertx, String deployment) {
        this.vertx = vertx;
        this.deployment = deployment;
    }

    /** Starts a node; it announces itself to the orchestrator until it is acknowledged. */
    public static Future<WorkerNode> deploy(Vertx vertx, NodeSettings settings, Clock clock) {
        LocalCodec.register(vertx.eventBus());
        return vertx.deployVerticle(new NodeVerticle(settings, clock)).map(id -> new WorkerNode(vertx, id));
    }

    /** Ends the node; runs on it end where they are. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
