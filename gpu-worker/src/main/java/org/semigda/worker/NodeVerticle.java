package org.semigda.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks for this machine: announces its devices until the orchestrator answers, then renews its lease and says what its
 * workers do, and starts the verticles of a run when told to.
 */
final class NodeVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(NodeVerticle.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long MEASURE_MILLIS = 2_000;

    private final NodeSettings settings;
    private final Uplink uplink;
    private final Clock clock;
    private final Supplier<NodeMessage.Load> gauge;
    private final Runnable stuck;
    private final List<RunDeployment> runs = new ArrayList<>();
    private NodeMessage.Load load = NodeMessage.Load.UNKNOWN;
    private boolean measuring;
    private boolean known;

    /**
     * @param gauge measures what the node uses of its machine; may block for a moment
     * @param stuck what to do about a device that does not come to rest although its worker was given up
     */
    NodeVerticle(NodeSettings settings, Uplink uplink, Clock clock, Supplier<NodeMessage.Load> gauge, Runnable stuck) {
        this.settings = settings;
        this.uplink = uplink;
        this.clock = clock;
        this.gauge = gauge;
        this.stuck = stuck;
    }

    @Override
    public Future<?> start() {
        Estimator estimator =
                new Estimator(vertx, settings.home().resolve("cache").resolve("autoencoder"), () -> !runs.isEmpty());
        return vertx.executeBlocking(() -> {
                    EventSpool.clear(settings.spool());
                    return true;
                })
                .compose(clean -> uplink.<WorkerCommand>listen(
                        Addresses.node(settings.node()), message -> onCommand(message, estimator)))
                .compose(listening ->
                        uplink.<Estimate.Ask>listen(Addresses.estimates(settings.node()), estimator::answer))
                .onSuccess(ready -> {
                    beat();
                    vertx.setPeriodic(BEAT_MILLIS, timer -> beat());
                    vertx.setPeriodic(0, MEASURE_MILLIS, timer -> measure());
                });
    }

    /**
     * Does the next thing on this verticle's context when no run is just being taken down there: a node that ends in the middle
     * of that would take down the same verticles, and fail.
     *
     * @return what the next thing comes to
     */
    Future<Void> settled(Supplier<Future<Void>> next) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> settle(next, done));
        return done.future();
    }

    private void settle(Supplier<Future<Void>> next, Promise<Void> done) {
        List<Future<Void>> ending = runs.stream()
                .filter(RunDeployment::ends)
                .map(RunDeployment::ended)
                .toList();
        if (ending.isEmpty()) {
            next.get().onComplete(done);
        } else {
            Future.join(ending).onComplete(ended -> settle(next, done));
        }
    }

    /** Whoever waits for this node's end may end the process: no device is at work then. */
    @Override
    public Future<?> stop() {
        return Future.join(runs.stream().map(RunDeployment::leave).toList()).otherwiseEmpty();
    }

    /** Beside the event loop and never twice at a time: a driver that hangs must not end the lease. */
    private void measure() {
        if (measuring) {
            return;
        }
        measuring = true;
        vertx.executeBlocking(gauge::get, false)
                .onSuccess(measured -> load = measured)
                .onFailure(e -> LOG.warn("what this machine is busy with cannot be measured: {}", e.toString()))
                .onComplete(done -> measuring = false);
    }

    private void beat() {
        NodeMessage message = known
                ? new NodeMessage.Heartbeat(
                        settings.node(),
                        settings.incarnation(),
                        runs.stream().map(RunDeployment::work).toList(),
                        load)
                : new NodeMessage.Announce(
                        settings.node(),
                        settings.incarnation(),
                        settings.host(),
                        settings.devices(),
                        settings.labels(),
                        settings.release(),
                        settings.attached());
        say(message)
                .onSuccess(answer -> known = answer.known() || message instanceof NodeMessage.Announce)
                .onFailure(e -> LOG.debug("the orchestrator does not answer: {}", e.getMessage()));
    }

    private Future<NodeMessage.Ack> say(NodeMessage message) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(BEAT_MILLIS * 2);
        return uplink.request(Addresses.NODES, message, options);
    }

    private void onCommand(Message<WorkerCommand> message, Estimator estimator) {
        WorkerCommand command = message.body();
        if (command instanceof WorkerCommand.Launch launch) {
            launch(message, launch, estimator);
            return;
        }
        List<RunDeployment> meant =
                runs.stream().filter(run -> run.isOf(command)).toList();
        if (meant.isEmpty()) {
            message.fail(
                    404,
                    "node " + settings.node() + " has no attempt " + command.attempt() + " of run " + command.run());
            return;
        }
        if (command instanceof WorkerCommand.Abandon) {
            meant.forEach(RunDeployment::abandon);
        } else {
            meant.stream().filter(RunDeployment::first).forEach(run -> run.command(command));
        }
        message.reply(true);
    }

    private void launch(Message<WorkerCommand> message, WorkerCommand.Launch launch, Estimator estimator) {
        Optional<RunDeployment> old =
                runs.stream().filter(run -> run.blocks(launch)).findFirst();
        if (old.isPresent()) {
            message.fail(
                    409,
                    "attempt " + old.get().work().attempt() + " of run " + launch.run() + " still ends on this node");
            return;
        }
        RunDeployment deployment = new RunDeployment(vertx, uplink, clock, settings, launch, stuck);
        runs.add(deployment);
        Context here = context;
        deployment
                .meet()
                .onSuccess(message::reply)
                .onFailure(e -> message.fail(500, String.valueOf(e.getMessage())))
                .compose(met -> estimator.idle())
                .compose(free -> deployment.start())
                .onComplete(ended -> here.runOnContext(v -> {
                    runs.remove(deployment);
                    deployment.leaving().ifPresent(this::sayLeft);
                }));
    }

    /** A worker that is not the first says that it is gone; until that is heard, or its node is lost. */
    private void sayLeft(NodeMessage.Left left) {
        say(left).onFailure(e -> vertx.setTimer(BEAT_MILLIS, again -> sayLeft(left)));
    }
}
