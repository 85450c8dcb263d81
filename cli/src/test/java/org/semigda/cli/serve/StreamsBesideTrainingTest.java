package org.semigda.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.cli.console.Version;
import org.semigda.data.PhantomGenerator;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.Tokens;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.Queueing;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.WorkerCommand;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.worker.NodeSettings;
import org.semigda.worker.WorkerNode;

/**
 * What watchers cost a run that trains in the same process. In every second phase another run says 50 events a second, and 200
 * clients follow it. Prints the median step time of each phase and the heap.
 */
@Tag("soak")
@EnabledIfSystemProperty(named = "semigda.soak", matches = "true", disabledReason = "takes minutes; runs with -Psoak")
class StreamsBesideTrainingTest {

    private static final String TALKER = "cuda:99";
    private static final int CLIENTS = 200;
    private static final int EVENTS_PER_SECOND = 50;
    private static final int SECONDS = 20;
    private static final int PAIRS = 4;
    private static final long HEAP_MEBIBYTES = 300;

    private final Vertx vertx = Vertx.vertx();
    private int port;
    private final List<Double> steps = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @Test
    void two_hundred_watchers_do_not_slow_a_step_by_three_percent_and_miss_nothing() throws Exception {
        try {
            WorkerCommand.Launch talker = start();
            List<Double> alone = new ArrayList<>();
            List<Double> watched = new ArrayList<>();
            long said = 1;
            for (int pair = 0; pair < PAIRS; pair++) {
                steps.clear();
                TimeUnit.SECONDS.sleep(SECONDS);
                alone.add(median("alone  "));
                Process watchers = watch(talker, said + (long) EVENTS_PER_SECOND * SECONDS);
                TimeUnit.SECONDS.sleep(3); // until all are there
                steps.clear();
                said = talk(talker, said);
                watched.add(median("watched"));
                assertThat(watchers.waitFor())
                        .as("readers that missed or repeated an event")
                        .isZero();
                assertThat(heapMebibytes()).isLessThan(HEAP_MEBIBYTES);
            }
            double ratio = middle(watched) / middle(alone);
            System.out.printf(Locale.ROOT, "a step takes %.3f times as long while watched%n", ratio);
            assertThat(ratio).isLessThan(1.03);
        } finally {
            await(vertx.close());
        }
    }

    private WorkerCommand.Launch start() throws Exception {
        Path data = home.resolve("data");
        PhantomGenerator.write(data, 40, 64, 1);
        JsonCodec.registerAll(vertx.eventBus());
        Orchestrator orchestrator =
                await(Orchestrator.deploy(vertx, OrchestratorSettings.of(home), Clock.systemUTC(), new Random(1)));
        port = serve(orchestrator);
        TorchNatives.load(NativeLimits.defaults());
        await(WorkerNode.deploy(
                vertx,
                new NodeSettings(
                        "trains", "1", "here", "127.0.0.1", List.of("cpu"), List.of(), Version.current(), true, home),
                Clock.systemUTC(),
                () -> NodeMessage.Load.UNKNOWN));
        WorkerCommand.Launch talker = talker(orchestrator, data);
        train(orchestrator, data);
        return talker;
    }

    private double median(String phase) {
        double median = middle(List.copyOf(steps));
        System.out.printf(
                Locale.ROOT,
                "%s: median step %.2f ms of %d, heap %d MiB%n",
                phase,
                median,
                steps.size(),
                heapMebibytes());
        return median;
    }

    private static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static long heapMebibytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private int serve(Orchestrator orchestrator) throws Exception {
        Router routes = orchestrator.api();
        Consumer<Router> api = router -> router.route(ApiRoutes.BASE + "/*").subRouter(routes);
        HttpServerVerticle server = new HttpServerVerticle(
                new HttpServerVerticle.Listening("127.0.0.1", 0, Optional.empty(), SlowClients.Patience.USUAL),
                new HttpGuard(
                        new Tokens(Optional.empty(), Optional.empty()),
                        new FailedAttempts(Clock.systemUTC(), 10, Duration.ofMinutes(1))),
                List.of(api));
        await(vertx.deployVerticle(server));
        return server.port();
    }

    /** A run whose node is this program. */
    private WorkerCommand.Launch talker(Orchestrator orchestrator, Path data) throws Exception {
        BlockingQueue<WorkerCommand.Launch> launches = new LinkedBlockingQueue<>();
        vertx.eventBus().consumer(Addresses.node("talks"), (Message<WorkerCommand> message) -> {
            message.reply(true);
            if (message.body() instanceof WorkerCommand.Launch launch) {
                launches.add(launch);
            }
        });
        await(vertx.eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Announce(
                                "talks", "1", "here", List.of(TALKER), List.of(), Version.current(), true)));
        Queueing queue = new Queueing(0, List.of(TALKER), 3, 0, List.of());
        await(orchestrator.submit(new RunSpec(RunSpec.VERSION, "talks", data.toString(), "demo", Map.of(), queue)));
        WorkerCommand.Launch launch = launches.take();
        var work = new NodeMessage.Work(launch.run(), launch.attempt(), 0, TALKER, 1, 0, 0, 0);
        vertx.setPeriodic(1000, tick -> vertx.eventBus()
                .request(Addresses.NODES, new NodeMessage.Heartbeat("talks", "1", List.of(work))));
        say(launch, 1, new RunEvent.State(RunState.RUNNING));
        return launch;
    }

    private void train(Orchestrator orchestrator, Path data) throws Exception {
        Map<String, String> settings = Map.of(
                "image.size", "64",
                "vae.multipliers", "1,1,1,1",
                "stage0.steps", "2",
                "stage1.steps", "2",
                "stage2.steps", "1000000",
                "validate.every", "100000",
                "checkpoint.every", "1000000",
                "threads", "1");
        var run = await(orchestrator.submit(new RunSpec(RunSpec.VERSION, "trains", data.toString(), "demo", settings)));
        orchestrator.watch(run.id(), this::took);
        while (steps.size() < 100) { // the compiler has seen the most of it then
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void took(StoredEvent event) {
        if (event.event().body() instanceof RunEvent.Metrics metrics && metrics.stage() == 2) {
            Optional.ofNullable(metrics.values().get("time/step_ms")).ifPresent(steps::add);
        }
    }

    private long talk(WorkerCommand.Launch talker, long said) throws Exception {
        long seq = said;
        long start = System.nanoTime();
        for (int i = 0; i < EVENTS_PER_SECOND * SECONDS; i++) {
            long due = start + i * 1_000_000_000L / EVENTS_PER_SECOND;
            while (System.nanoTime() < due) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            seq++;
            say(talker, seq, new RunEvent.Metrics(2, seq, Map.of("loss/total", 1.0 / seq, "lr", 1e-4)));
        }
        return seq;
    }

    private void say(WorkerCommand.Launch talker, long seq, RunEvent.Body body) throws Exception {
        await(vertx.eventBus().request(Addresses.RUN_EVENTS, new RunEvent(talker.run(), 1, seq, seq, body)));
    }

    private Process watch(WorkerCommand.Launch talker, long last) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamReaders.class.getName(),
                        Integer.toString(port),
                        talker.run().value(),
                        Integer.toString(CLIENTS),
                        Long.toString(last))
                .inheritIO()
                .start();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
}
