package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.semigda.worker.TinyTraining.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.checkpoint.TensorData;
import org.semigda.data.ShardPlace;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;
import org.semigda.worker.remote.RunOutbox;

/** A worker that trains a real, tiny network: what checkpoints do to its steps. */
@Timeout(300)
class TrainingWorkerVerticleTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<RunEvent.Body> said = new LinkedBlockingQueue<>();
    private final DeviceThread device = DeviceThread.open(vertx, "cpu");

    @SuppressWarnings("NullAway.Init") // set before each test
    private PreparedRun run;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TrainingSession session;

    @BeforeEach
    void a_run_that_is_prepared() throws Exception {
        RunSpec spec = TinyTraining.spec(folder, Map.of());
        run = PreparedRun.prepare(spec, folder.resolve("run"), problem -> {}, ShardPlace.ALONE);
        JsonCodec.registerAll(vertx.eventBus());
        LocalCodec.register(vertx.eventBus());
        await(vertx.eventBus()
                .<Object>consumer(Addresses.RUN_EVENTS, message -> {
                    said.addAll(TinyTraining.bodies(message.body()));
                    message.reply(true);
                })
                .completion());
        session =
                await(device.run(() -> TrainingSession.open(run, "cpu", folder.resolve("cache"), false, Meeting.NONE)));
    }

    @AfterEach
    void close() throws Exception {
        for (String id : vertx.deploymentIDs()) {
            await(vertx.undeploy(id));
        }
        await(device.run(() -> {
            session.close();
            return true;
        }));
        device.close();
        await(vertx.close());
        run.loader().close();
    }

    @Test
    void steps_go_on_while_a_checkpoint_is_written_until_two_are_on_their_way() throws Exception {
        BlockingQueue<Message<LocalMessage.Write>> writes = askedToWrite();
        start();

        Message<LocalMessage.Write> first = Objects.requireNonNull(writes.poll(60, TimeUnit.SECONDS));
        assertThat(first.body().snapshot().info().globalStep()).isEqualTo(1);
        awaitStep(3); // steps 1 and 2 have their copies; the third would be one too many
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(said).noneMatch(RunEvent.Metrics.class::isInstance);
        assertThat(writes).isEmpty();

        answer(first);
        Message<LocalMessage.Write> second = Objects.requireNonNull(writes.poll(60, TimeUnit.SECONDS));
        assertThat(second.body().snapshot().info().globalStep()).isEqualTo(2);
        awaitStep(4);
    }

    @Test
    void the_memory_of_a_checkpoint_that_is_written_serves_a_later_one() throws Exception {
        BlockingQueue<Message<LocalMessage.Write>> writes = askedToWrite();
        start();

        Message<LocalMessage.Write> first = Objects.requireNonNull(writes.poll(60, TimeUnit.SECONDS));
        TensorData early = moment(first);
        int before = early.hashCode();
        awaitStep(3); // the second has its copy too
        answer(first);
        Message<LocalMessage.Write> second = Objects.requireNonNull(writes.poll(60, TimeUnit.SECONDS));
        assertThat(moment(second)).isNotEqualTo(early);
        answer(second);
        Message<LocalMessage.Write> third = Objects.requireNonNull(writes.poll(60, TimeUnit.SECONDS));

        assertThat(early.hashCode()).isNotEqualTo(before);
        assertThat(moment(third)).isEqualTo(early);
    }

    /** In the place of the verticle that writes; nothing is on disk until it is answered. */
    private BlockingQueue<Message<LocalMessage.Write>> askedToWrite() throws Exception {
        BlockingQueue<Message<LocalMessage.Write>> writes = new LinkedBlockingQueue<>();
        await(vertx.eventBus()
                .<LocalMessage.Write>localConsumer("checkpoints", writes::add)
                .completion());
        return writes;
    }

    private static TensorData moment(Message<LocalMessage.Write> write) {
        return write.body().snapshot().trainer().values().iterator().next();
    }

    @Test
    void a_checkpoint_that_cannot_be_written_ends_the_run_with_its_reason() throws Exception {
        Path last = Files.createDirectories(run.folder().resolve("checkpoints/last"));
        Files.writeString(last.resolve("thesis.txt"), "four years");
        deployWriter(new CheckpointPolicy(1, 0));

        Future<Void> finished = start();

        assertThatThrownBy(() -> await(finished))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("checkpoint not written: " + last + " is not a checkpoint");
    }

    @Test
    void the_end_comes_when_everything_is_on_disk_and_each_stop_of_the_steps_is_told() throws Exception {
        deployWriter(new CheckpointPolicy(2, 3));

        await(start());

        Path checkpoints = run.folder().resolve("checkpoints");
        assertThat(Checkpoint.info(checkpoints.resolve("last")).globalStep()).isEqualTo(8);
        assertThat(Checkpoint.newest(checkpoints)).contains(checkpoints.resolve("last"));
        try (var names = Files.list(checkpoints)) {
            assertThat(names.map(name -> name.getFileName().toString()))
                    .contains("last", "step-8", "step-7", "step-6", "step-3")
                    .doesNotContain("step-5", "step-4", "step-2", "step-1");
        }
        List<RunEvent.Body> all = List.copyOf(said);
        assertThat(all).contains(new RunEvent.Saved("step-3", 0, 3), new RunEvent.Removed("step-1"));
        assertThat(all)
                .filteredOn(RunEvent.Metrics.class::isInstance)
                .map(body -> ((RunEvent.Metrics) body).values())
                .filteredOn(values -> values.containsKey("time/checkpoint_ms"))
                .hasSizeBetween(5, 7) // every step but the first, and the one behind a validation
                .allSatisfy(
                        values -> assertThat(values.get("time/checkpoint_ms")).isPositive());
        assertThat(all)
                .filteredOn(RunEvent.Log.class::isInstance)
                .map(body -> ((RunEvent.Log) body).message())
                .anyMatch(line -> line.matches(
                        "checkpoint last, step-1 of step 1: training stopped for [0-9.]+ ms, written in \\d+ ms.*"));
    }

    @Test
    void a_stop_waits_for_the_copy_that_is_being_written() throws Exception {
        deployWriter(new CheckpointPolicy(0, 0));
        Future<Void> finished = start();
        awaitStep(2);
        vertx.eventBus().send("worker", new WorkerCommand.Stop(TinyTraining.RUN, 1), LocalCodec.options());

        await(finished);

        long step = Checkpoint.info(run.folder().resolve("checkpoints/last")).globalStep();
        assertThat(step).isEqualTo(session.stepsDone()).isBetween(2L, 8L);
    }

    @Test
    void a_pause_counts_neither_as_waiting_for_images_nor_as_a_step() throws Exception {
        AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
        Clock movable = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.now().plus(later.get());
            }
        };
        AtomicBoolean held = new AtomicBoolean(true);
        BlockingQueue<Message<LocalMessage.Write>> writes = new LinkedBlockingQueue<>();
        await(vertx.eventBus()
                .<LocalMessage.Write>localConsumer("checkpoints", write -> {
                    if (held.get()) {
                        writes.add(write);
                    } else {
                        answer(write);
                    }
                })
                .completion());
        Future<Void> finished = start(movable);
        awaitStep(3); // and no further: two copies are on their way
        vertx.eventBus().send("worker", new WorkerCommand.Pause(TinyTraining.RUN, 1), LocalCodec.options());
        held.set(false);
        List<Message<LocalMessage.Write>> waiting = new ArrayList<>();
        writes.drainTo(waiting);
        waiting.forEach(this::answer);
        awaitEvent(new RunEvent.State(RunState.PAUSED)::equals);

        later.set(Duration.ofHours(1));
        vertx.eventBus().send("worker", new WorkerCommand.Continue(TinyTraining.RUN, 1), LocalCodec.options());
        awaitEvent(body -> {
            if (body instanceof RunEvent.Metrics metrics && metrics.step() > 3 && metrics.stage() < 2) {
                assertThat(metrics.values().get("time/data_ms")).isLessThan(3_600_000.0);
                assertThat(metrics.values().get("time/step_ms")).isLessThan(3_600_000.0);
                return metrics.step() == 5;
            }
            return false;
        });
        vertx.eventBus().send("worker", new WorkerCommand.Stop(TinyTraining.RUN, 1), LocalCodec.options());
        await(finished);
    }

    private void deployWriter(CheckpointPolicy policy) throws Exception {
        Path checkpoints = run.folder().resolve("checkpoints");
        await(vertx.deployVerticle(new CheckpointVerticle("checkpoints", checkpoints, policy, RunOutbox.LOCAL)));
    }

    private Future<Void> start() throws Exception {
        return start(Clock.systemUTC());
    }

    private Future<Void> start(Clock clock) throws Exception {
        TrainingWorkerVerticle.Wiring wiring = new TrainingWorkerVerticle.Wiring("worker", "loader", "checkpoints");
        EventSender events = new EventSender(
                vertx,
                Uplink.of(vertx),
                Clock.systemUTC(),
                TinyTraining.RUN,
                1,
                new EventSpool(folder, "spool"),
                () -> {});
        TrainingWorkerVerticle worker = new TrainingWorkerVerticle(
                vertx, wiring, session, device, events, new Pulse(clock), clock, Meeting.NONE.reminder());
        await(vertx.deployVerticle(new DataLoaderVerticle("loader", "worker", run.loader(), session.plan(), 0)));
        await(vertx.deployVerticle(worker));
        return worker.finished().compose(done -> events.flush());
    }

    private void answer(Message<LocalMessage.Write> write) {
        write.reply(new LocalMessage.Written(write.body().names(), List.of(), 1), LocalCodec.options());
    }

    private void awaitStep(long step) throws InterruptedException {
        awaitEvent(body -> body instanceof RunEvent.Metrics metrics && metrics.step() == step);
    }

    private void awaitEvent(Predicate<RunEvent.Body> wanted) throws InterruptedException {
        RunEvent.Body body = Objects.requireNonNull(said.poll(60, TimeUnit.SECONDS), "nothing is said");
        while (!wanted.test(body)) {
            body = Objects.requireNonNull(said.poll(60, TimeUnit.SECONDS), "nothing more is said");
        }
    }
}
