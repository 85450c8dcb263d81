package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunId;
import org.semigda.protocol.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks for this machine: announces its devices until the orchestrator answers, then renews its lease, and starts the
 * verticles of a run when told to.
 */
final class NodeVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(NodeVerticle.class);
    private static final long BEAT_MILLIS = 1_000;

    private final NodeSettings settings;
    private final Clock clock;
    private final Map<RunId, RunDeployment> runs = new HashMap<>();
    private boolean known;

    NodeVerticle(NodeSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        MessageConsumer<WorkerCommand> consumer = vertx.eventBus().consumer(Addresses.node(settings.node()));
        consumer.handler(this::onCommand);
        return consumer.completion().onSuccess(ready -> {
            beat();
            vertx.setPeriodic(BEAT_MILLIS, timer -> beat());
        });
    }

    private void beat() {
        NodeMessage message = known
                ? new NodeMessage.Heartbeat(settings.node(), List.copyOf(runs.keySet()))
                : new NodeMessage.Announce(settings.node(), settings.host(), settings.devices());
        vertx.eventBus()
                .<NodeMessage.Ack>request(
                        Addresses.NODES, message, new DeliveryOptions().setSendTimeout(BEAT_MILLIS * 2))
                .onSuccess(reply -> known = reply.body().known() || message instanceof NodeMessage.Announce)
                .onFailure(e -> LOG.debug("the orchestrator does not answer yet: {}", e.getMessage()));
    }

    private void onCommand(Message<WorkerCommand> message) {
        WorkerCommand command = message.body();
        if (command instanceof WorkerCommand.Launch launch) {
            launch(message, launch);
            return;
        }
        RunDeployment deployment = runs.get(command.run());
        if (deployment == null || deployment.attempt() != command.attempt()) {
            message.fail(
                    404,
                    "node " + settings.node() + " has no attempt " + command.attempt() + " of run " + command.run());
            return;
        }
        deployment.command(command);
        message.reply(true);
    }

    private void launch(Message<WorkerCommand> message, WorkerCommand.Launch launch) {
        RunDeployment old = runs.get(launch.run());
        if (old != null) {
            message.fail(409, "attempt " + old.attempt() + " of run " + launch.run() + " still ends on this node");
            return;
        }
        RunDeployment deployment = new RunDeployment(vertx, clock, settings, launch);
        runs.put(launch.run(), deployment);
        message.reply(true);
        deployment.start().onComplete(ended -> runs.remove(launch.run()));
    }
}
