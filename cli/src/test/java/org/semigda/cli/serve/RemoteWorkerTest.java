package org.semigda.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.Snapshot;
import org.semigda.cli.Main;
import org.semigda.cli.cluster.ClusterSettings;
import org.semigda.cli.cluster.Clustering;
import org.semigda.data.PhantomGenerator;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.orchestrator.Timing;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.Tokens;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.datasets.DataFingerprint;
import org.semigda.orchestrator.index.DatabaseSettings;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;

/**
 * An orchestrator here and workers in JVMs that do not see its folders: these are hidden from them by mount namespaces of
 * their own, as if they were on another machine. Minutes long: {@code -Psoak}.
 */
@EnabledIfSystemProperty(named = "semigda.soak", matches = "true")
@Timeout(400)
class RemoteWorkerTest {

    private static final int STEPS = 3 + 3 + 18;

    private static final Map<String, String> TINY = Map.ofEntries(
            Map.entry("image.size", "32"),
            Map.entry("vae.multipliers", "1,1,1,1"),
            Map.entry("batch.labelled", "1"),
            Map.entry("batch.unlabelled", "1"),
            Map.entry("data.labelled", "50%"),
            Map.entry("stage0.batch", "2"),
            Map.entry("stage0.steps", "3"),
            Map.entry("stage1.steps", "3"),
            Map.entry("stage2.steps", "18"),
            Map.entry("validate.every", "2"),
            Map.entry("checkpoint.every", "4"),
            Map.entry("threads", "1"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final List<Process> workers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private Vertx vertx;

    private String join = "";

    @SuppressWarnings("NullAway.Init") // set before each test
    private Orchestrator orchestrator;

    @BeforeEach
    void an_orchestrator_without_devices() throws Exception {
        assumeTrue(namespaces(), "this machine lends no mount namespaces");
        PhantomGenerator.write(hidden().resolve("set"), 16, 32, 1);
        Files.writeString(folder.resolve("secret"), "a word that nobody guesses");
        ClusterSettings cluster = new ClusterSettings(
                Optional.empty(), Optional.of(folder.resolve("secret")), ClusterSettings.Place.LOOPBACK);
        Clustering.Formed formed = await(Clustering.form(new VertxOptions(), folder.resolve("cluster"), cluster));
        vertx = formed.vertx();
        join = formed.address().host() + ":" + formed.address().port();
        JsonCodec.registerAll(vertx.eventBus());
        Path home = hidden().resolve("home");
        OrchestratorSettings settings = new OrchestratorSettings(
                home, DatabaseSettings.inHome(home), List.of(), OrchestratorSettings.UPLOAD_LIMIT);
        Timing timing = new Timing(
                Duration.ofSeconds(15), Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(10));
        orchestrator = await(
                Orchestrator.deploy(vertx, settings, Clock.systemUTC(), new Random(1), timing, DataFingerprint.NONE));
        Router routes = orchestrator.api();
        HttpGuard guard = new HttpGuard(
                new Tokens(Optional.of("a-token-that-workers-have-not"), Optional.empty()),
                new FailedAttempts(Clock.systemUTC(), 3, Duration.ofMinutes(1)));
        HttpServerVerticle server = new HttpServerVerticle(
                new HttpServerVerticle.Listening("127.0.0.1", 0, Optional.empty(), SlowClients.Patience.USUAL),
                guard,
                List.of(router -> router.route(ApiRoutes.BASE + "/*").subRouter(routes)));
        await(vertx.deployVerticle(server));
        orchestrator.servesAt(URI.create("http://127.0.0.1:" + server.port() + "/"));
    }

    @AfterEach
    void end() throws Exception {
        for (Process worker : workers) {
            kill(worker);
        }
        if (vertx != null) {
            await(orchestrator.close());
            await(vertx.close());
        }
    }

    @Test
    void a_worker_that_sees_nothing_trains_and_everything_it_makes_arrives() throws Exception {
        worker("first");
        RunId whole = submit("whole");
        assertThat(await(orchestrator.finished(whole)).state()).isEqualTo(RunState.COMPLETED);
        requireResults(whole);
        assertThat(log(whole)).anyMatch(line -> line.startsWith("fetched data set: "));
        assertThat(folder.resolve("first/work")).isEmptyDirectory();
        assertThat(losses(whole)).hasSize(STEPS);
    }

    @Test
    void a_worker_that_takes_over_after_a_kill_gives_the_numbers_of_a_run_without_one() throws Exception {
        Process first = worker("first");
        RunId whole = submit("whole");
        assertThat(await(orchestrator.finished(whole)).state()).isEqualTo(RunState.COMPLETED);
        kill(first);

        Process second = worker("second"); // another home: this one has no autoencoder from the run before
        RunId broken = submit("broken");
        awaitCondition(() -> losses(broken).size() >= 13);
        kill(second);
        worker("third");
        RunView end = await(orchestrator.finished(broken));
        assertThat(end.state()).isEqualTo(RunState.COMPLETED);
        assertThat(end.record().attempt()).isGreaterThanOrEqualTo(2);
        requireResults(broken);
        assertThat(log(broken)).anyMatch(line -> line.startsWith("continues after step "));
        assertThat(losses(broken)).isEqualTo(losses(whole)).hasSize(STEPS);
        Snapshot one = Checkpoint.read(run(whole).resolve("checkpoints/last"));
        Snapshot other = Checkpoint.read(run(broken).resolve("checkpoints/last"));
        assertThat(other.model()).isEqualTo(one.model());
        assertThat(other.ema()).isEqualTo(one.ema());
        assertThat(other.trainer()).isEqualTo(one.trainer()).isNotEmpty();
    }

    private void requireResults(RunId id) throws IOException {
        Path checkpoints = run(id).resolve("checkpoints");
        assertThat(Checkpoint.read(checkpoints.resolve("last")).info().globalStep())
                .isEqualTo(STEPS);
        assertThat(names(checkpoints))
                .contains("last", "step-" + STEPS, "step-20")
                .doesNotContain("step-12");
        assertThat(checkpoints.resolve("best").toFile().exists()
                        || checkpoints.resolve("best-ema").toFile().exists())
                .isTrue();
        assertThat(run(id).resolve("split.json")).isNotEmptyFile();
        assertThat(run(id).resolve("report/scores.json")).isNotEmptyFile();
        List<String> pictures = names(run(id).resolve("samples"));
        List<String> samples = pictures.stream()
                .filter(name -> name.matches("\\d+-\\d+\\.png"))
                .toList();
        assertThat(samples).isNotEmpty();
        assertThat(pictures)
                .containsExactlyInAnyOrderElementsOf(samples.stream()
                        .flatMap(name -> Stream.of(name, name.replace(".png", "-latents.png")))
                        .toList());
    }

    /** A run's folder and data are under this one, which workers see empty. */
    private Path hidden() throws IOException {
        return Files.createDirectories(folder.resolve("orchestrator"));
    }

    private Path run(RunId id) {
        return folder.resolve("orchestrator/home/runs").resolve(id.value());
    }

    private RunId submit(String name) throws Exception {
        String data = hidden().resolve("set").toString();
        return await(orchestrator.submit(new RunSpec(RunSpec.VERSION, name, data, "demo", TINY)))
                .id();
    }

    private Process worker(String home) throws Exception {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Dvertx.disableDnsResolver=true",
                "-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "worker",
                "--join",
                join,
                "--devices",
                "cpu",
                "--name",
                home,
                "--home",
                folder.resolve(home).toString(),
                "--cluster-secret",
                folder.resolve("secret").toString());
        String command = java.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path out = folder.resolve(home + ".out");
        Process process = new ProcessBuilder(
                        "unshare", "-rm", "/bin/sh", "-c", "mount -t tmpfs tmpfs '" + hidden() + "' && exec " + command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        workers.add(process);
        awaitCondition(() -> !process.isAlive()
                || orchestrator.nodes().stream().anyMatch(node -> node.name().startsWith(home)));
        assertThat(process.isAlive()).as(text(out)).isTrue();
        return process;
    }

    private static void kill(Process worker) throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(worker.descendants(), Stream.of(worker.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly); // the device's process too, before it hears of its parent's end
        worker.waitFor();
    }

    private static boolean namespaces() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    private List<String> log(RunId id) {
        return text(run(id).resolve("log.jsonl"))
                .lines()
                .map(line -> new JsonObject(line).getString("message"))
                .toList();
    }

    /** The loss of every step, the last word on each: a step that was repeated counts as it was the second time. */
    private Map<Long, Double> losses(RunId id) {
        Map<Long, Double> losses = new TreeMap<>();
        String text = text(run(id).resolve("metrics.jsonl"));
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonObject point = new JsonObject(line);
            Double loss = point.getJsonObject("values").getDouble("loss/total");
            if (loss != null) {
                losses.put(point.getLong("step"), loss);
            }
        }
        return losses;
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static void awaitCondition(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("did not happen in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(3, TimeUnit.MINUTES);
    }
}
