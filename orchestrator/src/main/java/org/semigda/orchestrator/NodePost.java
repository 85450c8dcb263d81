package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.WorkerCommand;

/** Brings commands to nodes. */
final class NodePost {

    /** Loading the native libraries of a cold machine takes its time. */
    private static final long TIMEOUT_MILLIS = 60_000;

    private final Vertx vertx;

    NodePost(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Succeeds when the node took the command; fails with a {@link ReplyException} otherwise. */
    Future<Void> send(String node, WorkerCommand command) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
        return vertx.eventBus().request(Addresses.node(node), command, options).mapEmpty();
    }
}
