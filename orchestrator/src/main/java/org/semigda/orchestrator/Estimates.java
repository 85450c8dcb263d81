package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.Optional;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.queue.NodeRegistry;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.RunSpec;

/** Has a free node measure what a run would take. */
final class Estimates {

    /** A node gives up by itself after half a minute and the step it is at. */
    private static final long TIMEOUT_MILLIS = 55_000;

    /** Kinds of refusals that nodes answer with. */
    private static final int BUSY = 409;

    private static final int BAD_INPUT = 422;

    private final Vertx vertx;
    private final NodeRegistry nodes;
    private final Submissions submissions;

    Estimates(Vertx vertx, NodeRegistry nodes, Submissions submissions) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.submissions = submissions;
    }

    /** Fails with a {@link Refusal} when the run could not be submitted either, or no device is free to measure it. */
    Future<Estimate> of(RunSpec spec, Caller caller) {
        return submissions.check(spec, caller).compose(settings -> {
            List<String> wanted = spec.queue().devices();
            for (Node node : nodes.alive()) {
                Optional<String> device = node.devices().stream()
                        .filter(name -> wanted.isEmpty() || wanted.contains(name))
                        .findFirst();
                if (device.isPresent() && node.runs().isEmpty()) {
                    return ask(node.name(), new Estimate.Ask(spec, device.get()));
                }
            }
            return Future.failedFuture(busy());
        });
    }

    private Future<Estimate> ask(String node, Estimate.Ask ask) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
        return vertx.eventBus()
                .<Estimate>request(Addresses.estimates(node), ask, options)
                .map(Message::body)
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private static Throwable refusal(Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return failure;
        }
        if (reply.failureType() == ReplyFailure.TIMEOUT) {
            return new Refusal(
                    Refusal.Code.NO_ESTIMATE,
                    "a single step takes too long on this device to be measured while you wait; choose a smaller"
                            + " image.size or vae.ch, or a faster device");
        }
        if (reply.failureType() == ReplyFailure.NO_HANDLERS || reply.failureCode() == BUSY) {
            return busy();
        }
        String message = String.valueOf(reply.getMessage());
        return reply.failureCode() == BAD_INPUT
                ? new Refusal(Refusal.Code.BAD_SETTING, message)
                : new Refusal(Refusal.Code.NO_ESTIMATE, "the steps could not be measured: " + message);
    }

    private static Refusal busy() {
        return new Refusal(
                Refusal.Code.NO_ESTIMATE,
                "no device is free to measure a few steps; a run that is launched waits its turn, and an estimate can be"
                        + " asked for when the cluster page shows a free device");
    }
}
