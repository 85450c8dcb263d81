package org.semigda.worker;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.conf.Keys;
import org.semigda.data.Problem;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of one run on this machine: prepares its data, deploys its three verticles, and takes them down when the
 * worker says that it is over.
 */
final class RunDeployment {

    private static final Logger LOG = LoggerFactory.getLogger(RunDeployment.class);

    private final Vertx vertx;
    private final Clock clock;
    private final NodeSettings node;
    private final WorkerCommand.Launch launch;
    private final EventSender events;
    private final Promise<Void> over = Promise.promise();
    private final List<String> deployed = new ArrayList<>();
    private final List<WorkerCommand> early = new ArrayList<>();
    private boolean workerListens;

    RunDeployment(Vertx vertx, Clock clock, NodeSettings node, WorkerCommand.Launch launch) {
        this.vertx = vertx;
        this.clock = clock;
        this.node = node;
        this.launch = launch;
        this.events = new EventSender(vertx, clock, launch.run(), launch.attempt());
    }

    int attempt() {
        return launch.attempt();
    }

    /** Completes when the attempt is over and everything of it is taken down, whatever the end was. */
    Future<Void> start() {
        DeviceThread device = DeviceThread.open(vertx, launch.device());
        Context here = vertx.getOrCreateContext();
        Consumer<Problem> skipped = problem -> here.runOnContext(v -> events.send(Failures.leftOut(problem)));
        vertx.executeBlocking(() -> PreparedRun.prepare(launch.spec(), Path.of(launch.folder()), skipped))
                .compose(run -> openAndDeploy(run, device))
                .onFailure(e -> events.send(Failures.event(e)))
                .eventually(events::flush)
                .eventually(this::undeploy)
                .onComplete(done -> {
                    device.close();
                    over.complete();
                });
        return over.future();
    }

    private Future<Void> openAndDeploy(PreparedRun run, DeviceThread device) {
        run.problems().forEach(problem -> events.send(Failures.leftOut(problem)));
        Path cache = node.home().resolve("cache").resolve("autoencoder");
        return device.run(() -> TrainingSession.open(run, launch.device(), cache, launch.resume()))
                .compose(session -> deploy(run, session, device)
                        .eventually(() -> device.run(() -> {
                            session.close();
                            return true;
                        })))
                .eventually(() -> vertx.executeBlocking(() -> {
                    run.loader().close();
                    return true;
                }));
    }

    private Future<Void> deploy(PreparedRun run, TrainingSession session, DeviceThread device) {
        String worker = Addresses.worker(launch.run(), launch.attempt());
        String loader = Addresses.loader(launch.run(), launch.attempt());
        String checkpoints = Addresses.checkpoints(launch.run(), launch.attempt());
        TrainingWorkerVerticle training = new TrainingWorkerVerticle(
                vertx, new TrainingWorkerVerticle.Wiring(worker, loader, checkpoints), session, device, events, clock);
        DataLoaderVerticle loading =
                new DataLoaderVerticle(loader, worker, run.loader(), session.plan(), session.stepsDone());
        CheckpointPolicy policy = new CheckpointPolicy(
                run.settings().get(Keys.CHECKPOINT_KEEP), run.settings().get(Keys.CHECKPOINT_KEEP_EVERY));
        CheckpointVerticle saving =
                new CheckpointVerticle(checkpoints, run.folder().resolve("checkpoints"), policy);
        return vertx.deployVerticle(saving)
                .onSuccess(deployed::add)
                .compose(id -> vertx.deployVerticle(loading))
                .onSuccess(deployed::add)
                .compose(id -> vertx.deployVerticle(
                        training, new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP)))
                .onSuccess(deployed::add)
                .onSuccess(id -> deliverEarlyCommands())
                .compose(id -> training.finished());
    }

    private void deliverEarlyCommands() {
        workerListens = true;
        early.forEach(this::command);
        early.clear();
    }

    /** Passes a command on; one that comes while data are still being prepared waits for the worker. */
    void command(WorkerCommand command) {
        if (workerListens) {
            vertx.eventBus().send(Addresses.worker(launch.run(), launch.attempt()), command, LocalCodec.options());
        } else {
            early.add(command);
        }
    }

    private Future<Void> undeploy() {
        List<Future<Void>> going = new ArrayList<>();
        deployed.retainAll(vertx.deploymentIDs()); // a node that closes takes them down itself
        for (String id : deployed) {
            going.add(vertx.undeploy(id).onFailure(e -> LOG.warn("verticle {} did not end cleanly", id, e)));
        }
        return Future.join(going).mapEmpty();
    }
}
