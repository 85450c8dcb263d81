package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;

/**
 * Many runs with many points, asked for over HTTP; prints the median of 50 of each question, and how long a start takes
 * with an index and without one. {@code -Dsemigda.runs=N} takes another number of runs than 10,000.
 */
@Tag("soak")
@EnabledIfSystemProperty(named = "semigda.soak", matches = "true", disabledReason = "takes minutes; runs with -Psoak")
class StoreSpeedTest {

    private static final int TIMES = 50;
    private static final int RUNS = Integer.getInteger("semigda.runs", 10_000);
    private static final int POINTS = 1_000;
    private static final int LONG_RUN = 100_000;
    private static final double LIST_MILLIS = 100;
    private static final double CURVE_MILLIS = 150;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    @Test
    void ten_thousand_runs_are_listed_at_once_and_a_long_curve_is_reduced_at_once() throws Exception {
        long start = System.nanoTime();
        Random random = new Random(1);
        for (int n = 0; n < RUNS; n++) {
            write(home, n, n == 0 ? LONG_RUN : POINTS, random);
        }
        say("written: %d runs, %,d points in %.1f s", RUNS, (long) (RUNS - 1) * POINTS + LONG_RUN, seconds(start));
        whileServing(() -> say("that start read every folder, for the index did not know them"));
        whileServing(this::ask);
    }

    private void ask() throws Exception {
        median("list the newest 100", "/runs?limit=100", LIST_MILLIS);
        median("filter by state", "/runs?state=FAILED&limit=100", LIST_MILLIS);
        median("filter by name", "/runs?q=run%2099&limit=100", LIST_MILLIS);
        median("order by name", "/runs?order=name&limit=100", LIST_MILLIS);
        median("order by best Dice", "/runs?order=-best&limit=100", LIST_MILLIS);
        String curve = "/runs/" + id(0) + "/metrics?names=loss/total&maxPoints=2000";
        long first = System.nanoTime();
        get(curve);
        say("reduce 100,000 points to 2,000, first time (run opened): %.0f ms", seconds(first) * 1000);
        median("reduce 100,000 points to 2,000", curve, CURVE_MILLIS);
    }

    private static void write(Path home, int n, int points, Random random) throws IOException {
        RunId id = id(n);
        RunSpec spec = new RunSpec(RunSpec.VERSION, "run " + n, "/data/" + n % 7, "small", Map.of());
        RunRecord record = RunRecord.queued(id, spec, Map.of("method", "semigda"), 1_700_000_000_000L + n, "bench")
                .to(RunState.STARTING, 1)
                .to(RunState.RUNNING, 2)
                .to(n % 3 == 0 ? RunState.COMPLETED : RunState.FAILED, 3);
        Path folder = Files.createDirectories(home.resolve("runs").resolve(id.value()));
        try (BufferedWriter events = Files.newBufferedWriter(folder.resolve("events.jsonl"));
                BufferedWriter metrics = Files.newBufferedWriter(folder.resolve("metrics.jsonl"))) {
            for (int i = 1; i <= points; i++) {
                double loss = 1.0 / i + random.nextDouble() * 0.01;
                var body = new RunEvent.Metrics(2, i, Map.of("loss/total", loss));
                events.write(Wire.write(new StoredEvent(i, new RunEvent(id, 1, i, 1_700_000_000_000L + i, body))));
                events.write('\n');
                metrics.write("{\"id\":" + i + ",\"attempt\":1,\"time\":" + (1_700_000_000_000L + i)
                        + ",\"stage\":2,\"step\":" + i + ",\"values\":{\"loss/total\":" + loss + "}}\n");
            }
        }
        Files.writeString(folder.resolve("run.json"), record.toJson().encodePrettily());
    }

    private static RunId id(int n) {
        return new RunId(String.format(Locale.ROOT, "20261123-%06d-aaaa", n));
    }

    /** What is done while the store is served. */
    private interface Questions {
        void ask() throws Exception;
    }

    private void whileServing(Questions questions) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            JsonCodec.registerAll(vertx.eventBus());
            long start = System.nanoTime();
            Orchestrator orchestrator = Orchestrator.deploy(
                            vertx, OrchestratorSettings.of(home), Clock.systemUTC(), new Random(1))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.MINUTES);
            say("start: %.2f s", seconds(start));
            Router root = Router.router(vertx);
            root.route(ApiRoutes.BASE + "/*").subRouter(orchestrator.api());
            port = vertx.createHttpServer()
                    .requestHandler(root)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .actualPort();
            questions.ask();
            orchestrator.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private void median(String what, String path, double limit) throws Exception {
        double[] millis = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            get(path);
            millis[i] = seconds(start) * 1000;
        }
        Arrays.sort(millis);
        say("%s: median %.1f ms, longest %.1f ms", what, millis[TIMES / 2], millis[TIMES - 1]);
        assertThat(millis[TIMES / 2]).as(what + ", median in ms").isLessThan(limit);
    }

    private void get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + ApiRoutes.BASE + path);
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
