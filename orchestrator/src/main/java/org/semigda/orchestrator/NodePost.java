package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.RunId;
import org.semigda.protocol.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings commands to nodes. */
final class NodePost {

    private static final Logger LOG = LoggerFactory.getLogger(NodePost.class);

    /** Loading the native libraries of a cold machine takes its time. */
    private static final long TIMEOUT_MILLIS = 60_000;

    private final Vertx vertx;

    NodePost(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Succeeds when the node took the command; fails with a {@link ReplyException} otherwise. */
    Future<Void> send(String node, WorkerCommand command) {
        return request(node, command).mapEmpty();
    }

    /** The same; the answer is the rendezvous where the first worker of a group waits for the others. */
    Future<String> launch(String node, WorkerCommand.Launch launch) {
        return request(node, launch).map(answer -> String.valueOf(answer.body()));
    }

    /** Tells a node to give up a worker. Whether it hears does not matter: what it says later is not taken. */
    void abandon(String node, RunId run, int attempt) {
        WorkerCommand.Abandon command = new WorkerCommand.Abandon(run, attempt);
        send(node, command).onFailure(error -> LOG.debug("node {}: {}: {}", node, command, error.getMessage()));
    }

    private Future<Message<Object>> request(String node, WorkerCommand command) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
        return vertx.eventBus().request(Addresses.node(node), command, options);
    }
}
