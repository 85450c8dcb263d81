package org.semigda.worker;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.data.Problem;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Failure;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.WorkerCommand;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.worker.remote.RunOutbox;
import org.semigda.worker.remote.RunPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of one run on this machine: prepares its data, deploys its three verticles, and takes them down when the
 * worker says that it is over.
 */
final class RunDeployment {

    private static final Logger LOG = LoggerFactory.getLogger(RunDeployment.class);

    /** How long a device may take to come to rest after its worker was given up. */
    private static final long REST_MILLIS = 10_000;

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final NodeSettings node;
    private final WorkerCommand.Launch launch;
    private final EventSender events;
    private final Pulse pulse;
    private final Runnable stuck;
    private final Promise<Void> over = Promise.promise();
    private final List<String> deployed = new ArrayList<>();
    private final List<WorkerCommand> early = new ArrayList<>();
    private final DeviceThread device;
    private Meeting meeting = Meeting.NONE;
    private Optional<Throwable> failure = Optional.empty();
    private boolean workerListens;
    private boolean abandoned;
    private boolean started;
    private volatile boolean ending;
    /** The verticles are being taken down by somebody else; what fails from then on fails because of that. */
    private volatile boolean takenDown;

    RunDeployment(
            Vertx vertx, Uplink uplink, Clock clock, NodeSettings node, WorkerCommand.Launch launch, Runnable stuck) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.node = node;
        this.launch = launch;
        this.stuck = stuck;
        this.pulse = new Pulse(clock);
        this.device = DeviceThread.open(vertx, launch.device());
        String name = launch.run() + "-" + launch.attempt() + "-" + rank();
        this.events = new EventSender(
                vertx,
                uplink,
                clock,
                launch.run(),
                launch.attempt(),
                new EventSpool(node.spool(), name),
                this::abandon);
        if (rank() > 0) {
            events.drop(); // the first worker speaks for all
        }
    }

    private int rank() {
        return launch.group().rank();
    }

    /** What it does now. */
    NodeMessage.Work work() {
        Pulse.Reading now = pulse.read();
        return new NodeMessage.Work(
                launch.run(),
                launch.attempt(),
                rank(),
                launch.device(),
                now.step(),
                now.idleMillis(),
                now.stepMillis(),
                now.usualMillis());
    }

    /** Whether it is the worker that decides and tells. */
    boolean first() {
        return rank() == 0;
    }

    boolean isOf(WorkerCommand command) {
        return launch.run().equals(command.run()) && launch.attempt() == command.attempt();
    }

    /** Whether another worker cannot be started as long as this one is here. */
    boolean blocks(WorkerCommand.Launch other) {
        boolean sameRun = launch.run().equals(other.run());
        return sameRun
                && (launch.attempt() != other.attempt()
                        || rank() == other.group().rank());
    }

    /** Gets ready to meet the other workers; gives the address where they find this one, if they are to. */
    Future<String> meet() {
        if (launch.group().size() == 1) {
            return Future.succeededFuture("");
        }
        return device.run(() -> {
                    TorchNatives.load(NativeLimits.defaults());
                    return Meeting.prepare(launch.group(), node.address());
                })
                .map(ready -> {
                    meeting = ready;
                    return ready.rendezvous();
                });
    }

    /** Completes when the attempt is over and everything of it is taken down, whatever the end was. */
    Future<Void> start() {
        if (takenDown) {
            device.close();
            return Future.failedFuture(new Abandoned());
        }
        started = true;
        Consumer<Problem> skipped = problem -> context.runOnContext(v -> events.send(Failures.leftOut(problem)));
        Consumer<String> fetched = line -> context.runOnContext(v -> events.send(new RunEvent.Log("info", line)));
        vertx.executeBlocking(() -> RunPlace.open(launch, node.home(), NodeSettings.DATA_CACHE, clock, fetched))
                .compose(place -> prepareAndDeploy(place, skipped))
                .onFailure(this::failed)
                .eventually(events::flush)
                .eventually(this::undeploy)
                .onComplete(done -> {
                    device.close();
                    over.complete();
                });
        return over.future();
    }

    private void failed(Throwable e) {
        if (!abandoned && !takenDown) {
            failure = Optional.of(e);
            events.send(failure(e));
        }
    }

    private RunEvent.Failed failure(Throwable e) {
        RunSpec spec = launch.spec();
        return Failures.event(
                e, launch.device(), () -> Presets.get(spec.preset()).with(spec.settings()));
    }

    /** Ends without saving; a device that does not come to rest ends its process, if that is one of its own. */
    void abandon() {
        if (abandoned) {
            return;
        }
        abandoned = true;
        events.drop();
        command(new WorkerCommand.Abandon(launch.run(), launch.attempt()));
        vertx.setTimer(REST_MILLIS, late -> {
            if (!over.future().isComplete()) {
                LOG.error(
                        "attempt {} of run {} does not end within {} s on {}",
                        launch.attempt(),
                        launch.run(),
                        REST_MILLIS / 1000,
                        launch.device());
                stuck.run();
            }
        });
    }

    /**
     * The node ends, and the attempt with it, wherever it is: it is lost, as by a kill, and its run continues from the newest
     * checkpoint. Completes when nothing of it is at work any more.
     */
    Future<Void> leave() {
        takenDown = true;
        events.drop();
        return started ? over.future() : Future.succeededFuture();
    }

    /** The last word of a worker that is not the first of its attempt, once it is over. */
    Optional<NodeMessage.Left> leaving() {
        if (rank() == 0) {
            return Optional.empty();
        }
        Failure why = failure.map(this::failure).map(RunEvent.Failed::failure).orElse(new Failure("", "", ""));
        return Optional.of(new NodeMessage.Left(
                node.node(), node.incarnation(), launch.run(), launch.attempt(), rank(), why.code(), why.message()));
    }

    private Future<Void> prepareAndDeploy(RunPlace place, Consumer<Problem> skipped) {
        return vertx.executeBlocking(() -> {
                    PreparedRun run = PreparedRun.prepare(place.spec(), place.folder(), skipped, meeting.place());
                    if (first()) {
                        place.outbox().files(List.of("split.json"));
                    }
                    return run;
                })
                .compose(run -> openAndDeploy(run, place.outbox()))
                .eventually(() -> vertx.executeBlocking(() -> {
                    place.close();
                    return true;
                }));
    }

    private Future<Void> openAndDeploy(PreparedRun run, RunOutbox outbox) {
        if (takenDown) {
            return Future.failedFuture(new Abandoned());
        }
        Path cache = node.home().resolve("cache").resolve("autoencoder");
        return device.run(() -> TrainingSession.open(run, launch.device(), cache, launch.resume(), meeting))
                .compose(session -> deploy(run, outbox, session)
                        .eventually(() -> device.run(() -> {
                            session.close();
                            return true;
                        })))
                .eventually(() -> vertx.executeBlocking(() -> {
                    run.loader().close();
                    return true;
                }));
    }

    private Future<Void> deploy(PreparedRun run, RunOutbox outbox, TrainingSession session) {
        events.repeat(session.unheard()); // before this attempt says anything itself
        run.problems().forEach(problem -> events.send(Failures.leftOut(problem)));
        String worker = Addresses.worker(launch.run(), launch.attempt(), rank());
        String loader = Addresses.loader(launch.run(), launch.attempt(), rank());
        String checkpoints = Addresses.checkpoints(launch.run(), launch.attempt(), rank());
        TrainingWorkerVerticle training = new TrainingWorkerVerticle(
                vertx,
                new TrainingWorkerVerticle.Wiring(worker, loader, checkpoints),
                session,
                device,
                events,
                pulse,
                clock,
                meeting.reminder());
        DataLoaderVerticle loading =
                new DataLoaderVerticle(loader, worker, run.loader(), session.plan(), session.stepsDone());
        CheckpointPolicy policy = new CheckpointPolicy(
                run.settings().get(Keys.CHECKPOINT_KEEP), run.settings().get(Keys.CHECKPOINT_KEEP_EVERY));
        CheckpointVerticle saving =
                new CheckpointVerticle(checkpoints, run.folder().resolve("checkpoints"), policy, outbox);
        // The checkpoints are the first worker's alone.
        Future<String> ready =
                first() ? vertx.deployVerticle(watched(saving)).onSuccess(deployed::add) : Future.succeededFuture("");
        return ready.compose(id -> vertx.deployVerticle(watched(loading)))
                .onSuccess(deployed::add)
                .compose(id -> vertx.deployVerticle(
                        watched(training), new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP)))
                .onSuccess(deployed::add)
                .onSuccess(id -> deliverEarlyCommands())
                .compose(id -> training.finished());
    }

    /** A verticle whose end by somebody else's hand is known before its address falls silent for the other two. */
    private Deployable watched(VerticleBase verticle) {
        return new Deployable() {
            @Override
            public Future<?> deploy(Context own) throws Exception {
                return verticle.deploy(own);
            }

            @Override
            public Future<?> undeploy(Context own) throws Exception {
                if (!ending) {
                    takenDown = true;
                    context.runOnContext(v -> events.drop());
                }
                return verticle.undeploy(own);
            }
        };
    }

    private void deliverEarlyCommands() {
        workerListens = true;
        early.forEach(this::command);
        early.clear();
    }

    /** Passes a command on; one that comes while data are still being prepared waits for the worker. */
    void command(WorkerCommand command) {
        if (workerListens) {
            vertx.eventBus()
                    .send(Addresses.worker(launch.run(), launch.attempt(), rank()), command, LocalCodec.options());
        } else {
            early.add(command);
        }
    }

    /** Whether the attempt is over and its verticles are just being taken down. */
    boolean ends() {
        return ending && !over.future().isComplete();
    }

    /** Completes when the attempt is over and everything of it is taken down. */
    Future<Void> ended() {
        return over.future();
    }

    private Future<Void> undeploy() {
        ending = true;
        List<Future<Void>> going = new ArrayList<>();
        deployed.retainAll(vertx.deploymentIDs()); // a node that closes takes them down itself
        for (String id : deployed) {
            going.add(vertx.undeploy(id).onFailure(e -> notUndeployed(id, e)));
        }
        return Future.join(going).mapEmpty();
    }

    /** A node that closes meanwhile takes the verticle down itself, which comes to the same. */
    private void notUndeployed(String id, Throwable error) {
        boolean byTheNode = takenDown || !vertx.deploymentIDs().contains(id);
        if (error instanceof IllegalStateException && byTheNode) {
            LOG.debug("verticle {} was taken down by its node: {}", id, error.getMessage());
        } else {
            LOG.warn("verticle {} did not end cleanly", id, error);
        }
    }
}
