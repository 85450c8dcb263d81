package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.semigda.worker.TinyTraining.RUN;
import static org.semigda.worker.TinyTraining.await;
import static org.semigda.worker.TinyTraining.awaitCondition;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.data.ShardPlace;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;
import org.semigda.protocol.WorkerCommand.Group;
import org.semigda.torch.GroupTimeouts;
import org.semigda.worker.remote.RunOutbox;

/** Two workers of one run, each with a device thread of its own: what becomes of the second while the first one waits. */
@Timeout(300)
class GroupOfWorkersTest {

    /** How long the second worker waits for a word of the first. */
    private static final Duration IDLE = Duration.ofSeconds(8);

    private static final GroupTimeouts TIMEOUTS = new GroupTimeouts(Duration.ofMinutes(2), Duration.ofMinutes(1), IDLE);
    private static final Map<String, String> SETTINGS = Map.of(
            "batch.labelled", "2",
            "batch.unlabelled", "2",
            "stage0.batch", "4",
            "stage2.steps", "200",
            "validate.every", "1000",
            "elastic.hang", Long.toString(IDLE.toSeconds()));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<RunEvent.Body> said = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Member first;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Member second;

    private record Member(
            PreparedRun run, TrainingSession session, DeviceThread device, Pulse pulse, Duration reminder) {}

    @BeforeEach
    void two_workers_that_met() throws Exception {
        JsonCodec.registerAll(vertx.eventBus());
        LocalCodec.register(vertx.eventBus());
        await(vertx.eventBus()
                .<Object>consumer(Addresses.RUN_EVENTS, message -> {
                    said.addAll(TinyTraining.bodies(message.body()));
                    message.reply(true);
                })
                .completion());
        Meeting host = Meeting.prepare(new Group(0, 2, ""), "127.0.0.1", TIMEOUTS);
        Meeting guest = Meeting.prepare(new Group(1, 2, host.rendezvous()), "127.0.0.1", TIMEOUTS);
        Future<Member> one = member(host);
        Future<Member> other = member(guest);
        first = await(one);
        second = await(other);
    }

    private Future<Member> member(Meeting meeting) throws Exception {
        ShardPlace place = meeting.place();
        PreparedRun run =
                PreparedRun.prepare(TinyTraining.spec(folder, SETTINGS), folder.resolve("run"), problem -> {}, place);
        DeviceThread device = DeviceThread.open(vertx, "cpu");
        return device.run(() -> TrainingSession.open(run, "cpu", folder.resolve("cache"), false, meeting))
                .map(session -> new Member(run, session, device, new Pulse(Clock.systemUTC()), meeting.reminder()));
    }

    @AfterEach
    void close() throws Exception {
        close(first); // the second one waits for its word
        for (String id : vertx.deploymentIDs()) {
            await(vertx.undeploy(id));
        }
        close(second);
        await(vertx.close());
    }

    private static void close(Member member) throws Exception {
        await(member.device().run(() -> {
            member.session().close();
            return true;
        }));
        member.device().close();
        member.run().loader().close();
    }

    @Test
    void a_pause_may_last_longer_than_the_second_worker_waits_for_a_word() throws Exception {
        await(vertx.deployVerticle(new CheckpointVerticle(
                "checkpoints-0", folder.resolve("run/checkpoints"), new CheckpointPolicy(0, 0), RunOutbox.LOCAL)));
        Future<Void> ended = start(0, first);
        Future<Void> left = start(1, second);
        awaitCondition(() -> said.stream().anyMatch(body -> body instanceof RunEvent.Metrics m && m.step() >= 8));
        tell(new WorkerCommand.Pause(RUN, 1));
        awaitCondition(() -> said.contains(new RunEvent.State(RunState.PAUSED)));
        long paused = steps();

        TimeUnit.MILLISECONDS.sleep(IDLE.multipliedBy(3).dividedBy(2).toMillis());

        assertThat(steps()).as("steps while paused").isEqualTo(paused);
        assertThat(ended.failed() || left.failed()).as("a worker gave up").isFalse();
        assertThat(second.pulse().read().idleMillis())
                .as("a worker that waits for one that is paused does not hang")
                .isZero();
        tell(new WorkerCommand.Continue(RUN, 1));
        awaitCondition(() -> steps() > paused);
        tell(new WorkerCommand.Stop(RUN, 1));
        await(ended);
    }

    private Future<Void> start(int rank, Member member) throws Exception {
        String worker = "worker-" + rank;
        String loader = "loader-" + rank;
        EventSender events = new EventSender(
                vertx, Uplink.of(vertx), Clock.systemUTC(), RUN, 1, new EventSpool(folder, worker), () -> {});
        if (rank > 0) {
            events.drop();
        }
        TrainingWorkerVerticle training = new TrainingWorkerVerticle(
                vertx,
                new TrainingWorkerVerticle.Wiring(worker, loader, "checkpoints-" + rank),
                member.session(),
                member.device(),
                events,
                member.pulse(),
                Clock.systemUTC(),
                member.reminder());
        await(vertx.deployVerticle(new DataLoaderVerticle(
                loader, worker, member.run().loader(), member.session().plan(), 0)));
        await(vertx.deployVerticle(training));
        return training.finished();
    }

    private long steps() {
        return said.stream().filter(RunEvent.Metrics.class::isInstance).count();
    }

    private void tell(WorkerCommand command) {
        vertx.eventBus().send("worker-0", command, LocalCodec.options());
    }
}
