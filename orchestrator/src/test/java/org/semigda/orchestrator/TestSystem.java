package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.api.ImagePredictor;
import org.semigda.orchestrator.api.ImagePredictor.Refused;
import org.semigda.orchestrator.datasets.PictureSource;
import org.semigda.orchestrator.index.DatabaseSettings;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** An orchestrator on a real socket, that can be restarted on the same home. */
final class TestSystem implements AutoCloseable {

    static final Timing TIMING =
            new Timing(Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMillis(200));

    static final long UPLOAD_LIMIT = 1 << 20;

    final Path home;
    /** A folder under which every caller may name data. */
    final Path root;
    /** Who makes requests. */
    volatile Caller caller = Caller.LOCAL;

    final Path data;
    /** What the data are taken for. */
    volatile String fingerprint = "the data";

    final MovableClock clock = new MovableClock();
    final HttpClient http = HttpClient.newHttpClient();
    Vertx vertx;
    Orchestrator orchestrator;
    private HttpServer server;

    TestSystem(Path folder) throws IOException {
        this.home = folder.resolve("home");
        this.root = Files.createDirectories(folder.resolve("root"));
        this.data = Files.createDirectories(folder.resolve("data"));
        start();
    }

    private void start() {
        vertx = Vertx.vertx();
        JsonCodec.registerAll(vertx.eventBus());
        orchestrator = Await.result(Orchestrator.deploy(
                vertx, settings(), clock, new Random(home.hashCode()), TIMING, (folder, settings) -> fingerprint));
        Router root = Router.router(vertx);
        root.route().handler(request -> {
            caller.attachTo(request);
            request.next();
        });
        root.route(ApiRoutes.BASE + "/*")
                .subRouter(orchestrator.api(
                        TestSystem::picture, new FakeInspector(home), TestSystem::predicted, () -> "numbers 1\n"));
        server = Await.result(vertx.createHttpServer().requestHandler(root).listen(0, "127.0.0.1"));
    }

    private OrchestratorSettings settings() {
        return new OrchestratorSettings(home, DatabaseSettings.inHome(home), List.of(root), UPLOAD_LIMIT);
    }

    private static Optional<byte[]> picture(Path folder, int n, PictureSource.Part part) throws IOException {
        if (n == 666) {
            throw new IOException("'bomb.png' claims 100000 x 100000 pixels");
        }
        return n < 3 ? Optional.of(new byte[] {(byte) 0x89, 'P', 'N', 'G'}) : Optional.empty();
    }

    /** Gives the image back behind the name of the part, or fails as the image says. */
    private static Future<byte[]> predicted(Path run, byte[] image, ImagePredictor.Part part) {
        String text = new String(image, StandardCharsets.UTF_8);
        return Stream.of(Refused.Why.values())
                .filter(why -> why.name().equals(text))
                .findFirst()
                .map(why -> Future.<byte[]>failedFuture(new Refused(why, "because of " + why)))
                .orElseGet(() -> Future.succeededFuture((part + " of " + text).getBytes(StandardCharsets.UTF_8)));
    }

    /** The process ends and a new one takes its place. */
    void restart() {
        close();
        start();
    }

    @Override
    public void close() {
        Await.result(orchestrator.close());
        Await.result(vertx.close());
    }

    /** Time passes at once for the orchestrator. Nodes that beat keep their leases only if it is less than a lease. */
    void passTime(Duration time) {
        clock.pass(time);
    }

    int port() {
        return server.actualPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + ApiRoutes.BASE + path);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    JsonObject json(String path) {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    RunSpec spec(String name) {
        return new RunSpec(RunSpec.VERSION, name, data.toString(), "demo", Map.of("seed", "3"));
    }

    RunId submit(String name) {
        return Await.result(orchestrator.submit(spec(name))).id();
    }

    /** The id of an experiment with a single run. */
    String experiment() {
        ExperimentSpec.Row row = new ExperimentSpec.Row("row", Map.of(), Map.of());
        ExperimentSpec spec = new ExperimentSpec(
                RunSpec.VERSION, "one", "", data.toString(), "demo", Map.of(), List.of(1), List.of(row), List.of());
        return Await.result(orchestrator.experiments().submit(spec, Caller.LOCAL))
                .record()
                .id();
    }

    /** A run that trains on this node. */
    WorkerCommand.Launch running(FakeNode node, String name) {
        submit(name);
        WorkerCommand.Launch launch = node.next(WorkerCommand.Launch.class);
        node.say(launch, RunState.RUNNING);
        return launch;
    }

    RunView view(RunId id) {
        return Await.result(orchestrator.details(id)).orElseThrow().view();
    }

    /** The time the orchestrator last heard of its only node. */
    long lastSeen() {
        return orchestrator.nodes().get(0).lastSeen();
    }

    void awaitState(RunId id, RunState state) {
        Await.until(id + " is " + state + " but was " + view(id).state(), () -> view(id).state() == state);
    }
}
