package org.semigda.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.cli.Main;
import org.semigda.cli.console.Captured;
import org.semigda.cli.serve.GuardedServer;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** The API from the terminal, against a real server with a token; nobody trains. */
class RunsCommandsTest {

    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Captured captured = Captured.pipe();
    private int port;

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @BeforeEach
    void serve() throws Exception {
        JsonCodec.registerAll(vertx.eventBus());
        Orchestrator orchestrator = await(Orchestrator.deploy(
                vertx, OrchestratorSettings.of(folder.resolve("home")), Clock.systemUTC(), new Random(1)));
        port = GuardedServer.start(vertx, orchestrator, TOKEN);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private int run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 4);
        all[words.length] = "--server";
        all[words.length + 1] = "http://127.0.0.1:" + port;
        all[words.length + 2] = "--token";
        all[words.length + 3] = TOKEN;
        return Main.run(captured.terminal(), all);
    }

    private String lastLine() {
        return captured.out().lines().reduce((first, last) -> last).orElse("");
    }

    private Path spec(String more) throws Exception {
        return Files.writeString(
                folder.resolve("run.yaml"),
                "apiVersion: semigda/v1\nname: first\ndata: " + folder + "\npreset: demo\nsettings:\n  seed: 7\n"
                        + more);
    }

    @Test
    void aRunIsSubmittedLookedAtStoppedAndDeleted() throws Exception {
        Path file = spec("queue:\n  priority: 4\n");
        assertThat(run("runs", "submit", file.toString(), "--key", "k"))
                .as(captured.err())
                .isZero();
        String id = lastLine();
        assertThat(run("runs", "submit", file.toString(), "--key", "k")).isZero();
        assertThat(lastLine()).isEqualTo(id);
        assertThat(run("runs", "list")).isZero();
        assertThat(lastLine()).startsWith(id + "  QUEUED").endsWith("first");
        assertThat(run("runs", "show", id)).isZero();
        assertThat(captured.out()).contains("\"priority\" : 4", "\"seed\" : \"7\"");
        assertThat(run("runs", "delete", id)).isEqualTo(1);
        assertThat(captured.err()).contains("stop it first");
        assertThat(run("runs", "stop", id)).isZero();
        assertThat(lastLine()).isEqualTo(id + "  STOPPED");
        assertThat(run("runs", "logs", id)).isZero();
        assertThat(run("runs", "delete", id)).isZero();
        assertThat(run("runs", "show", id)).isEqualTo(2);
    }

    @Test
    void aLogIsFollowedUntilTheRunEndsAndEveryLineComesOnce() throws Exception {
        BlockingQueue<WorkerCommand.Launch> launches = new LinkedBlockingQueue<>();
        await(vertx.eventBus()
                .consumer(Addresses.node("n"), (Message<WorkerCommand> message) -> {
                    message.reply(true);
                    if (message.body() instanceof WorkerCommand.Launch launch) {
                        launches.add(launch);
                    }
                })
                .completion());
        await(vertx.eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Announce("n", "1", "host", List.of("cpu"), List.of(), "0.1.0", true)));
        assertThat(run("runs", "submit", spec("").toString())).isZero();
        WorkerCommand.Launch launch = Objects.requireNonNull(launches.poll(60, TimeUnit.SECONDS));
        vertx.setPeriodic(200, tick -> vertx.eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Heartbeat(
                                "n", "1", List.of(new NodeMessage.Work(launch.run(), 1, 0, "cpu", 1, 0, 0, 0)))));
        say(launch, 1, new RunEvent.State(RunState.RUNNING));
        for (int seq = 2; seq < 20; seq++) {
            say(launch, seq, new RunEvent.Log("info", "before " + seq + "."));
        }
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            java.util.concurrent.Future<Integer> followed =
                    other.submit(() -> run("runs", "logs", launch.run().value(), "--follow"));
            for (int seq = 20; seq < 200; seq++) {
                say(launch, seq, new RunEvent.Log("info", "after " + seq + "."));
            }
            say(launch, 200, new RunEvent.State(RunState.COMPLETED));
            assertThat(followed.get(60, TimeUnit.SECONDS)).isZero();
        } finally {
            other.shutdownNow();
        }
        assertThat(captured.out()
                        .lines()
                        .filter(line -> line.contains(" info  "))
                        .map(line -> line.replaceAll(".* ", "")))
                .containsExactlyElementsOf(
                        IntStream.range(2, 200).mapToObj(seq -> seq + ".").toList());
    }

    private void say(WorkerCommand.Launch launch, long seq, RunEvent.Body body) throws Exception {
        await(vertx.eventBus().request(Addresses.RUN_EVENTS, new RunEvent(launch.run(), 1, seq, 1000 + seq, body)));
    }

    @Test
    void whatTheServerSaysReachesTheUser() throws Exception {
        assertThat(run("runs", "submit", spec("seed: 3\n").toString())).isEqualTo(2);
        assertThat(captured.err()).contains("unknown field 'seed'");
        assertThat(Main.run(captured.terminal(), "runs", "list", "--server", "http://127.0.0.1:" + port))
                .isEqualTo(1);
        assertThat(captured.err()).contains("Authorization: Bearer");
        assertThat(Main.run(captured.terminal(), "runs", "list", "--server", "http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(captured.err()).contains("cannot be reached");
        assertThat(Main.run(captured.terminal(), "runs", "list", "--server", "nowhere"))
                .isEqualTo(2);
    }

    @Test
    void theNumbersAreInPrometheusForm() throws Exception {
        run("runs", "submit", spec("").toString());
        ApiClientProbe.assertContains(
                port, TOKEN, "/metrics", "semigda_runs{state=\"QUEUED\"}", "jvm_memory_used_bytes");
    }

    @Test
    void whatNodesUseOfTheirMachinesIsAmongTheNumbers() throws Exception {
        NodeMessage.Load load =
                new NodeMessage.Load(1000, List.of(new NodeMessage.DeviceLoad("cuda:1", 0.75, 2000, 4000)));
        await(vertx.eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Announce("n", "1", "here", List.of("cuda:1"), List.of(), "0.1.0", false)));
        await(vertx.eventBus().request(Addresses.NODES, new NodeMessage.Heartbeat("n", "1", List.of(), load)));
        ApiClientProbe.assertContains(
                port,
                TOKEN,
                "/metrics",
                "semigda_node_resident_memory_bytes{host=\"here\",node=\"n\"} 1000.0",
                "semigda_node_device_utilization{device=\"cuda:1\",host=\"here\",node=\"n\"} 0.75",
                "semigda_node_device_memory_used_bytes{device=\"cuda:1\",host=\"here\",node=\"n\"} 2000.0",
                "semigda_node_device_memory_total_bytes{device=\"cuda:1\",host=\"here\",node=\"n\"} 4000.0");
        ApiClientProbe.assertContains(
                port,
                TOKEN,
                "/nodes",
                "\"residentBytes\":1000",
                "{\"device\":\"cuda:1\",\"utilization\":0.75,\"memoryUsed\":2000,\"memoryTotal\":4000}");
    }
}
