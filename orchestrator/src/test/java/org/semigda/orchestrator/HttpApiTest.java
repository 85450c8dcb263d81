package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.Keys;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

@Timeout(300)
class HttpApiTest {

    private Path folder;
    private TestSystem system;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        system = new TestSystem(folder);
    }

    @AfterEach
    void end() {
        system.close();
    }

    private JsonObject spec() {
        return new JsonObject()
                .put("apiVersion", "semigda/v1")
                .put("name", "first")
                .put("data", system.data.toString())
                .put("preset", "demo")
                .put("settings", new JsonObject().put("seed", 7).put("data.labelled", "30%"));
    }

    private static void isProblem(HttpResponse<String> answer, int status, String code, String... inDetail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.fieldNames()).containsExactly("type", "title", "status", "code", "detail");
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("detail")).doesNotContain("org.semigda", "\tat ");
        for (String words : inDetail) {
            assertThat(problem.getString("detail")).contains(words);
        }
    }

    @Test
    void aSubmittedRunHasAnAddress() {
        HttpResponse<String> answer = system.post("/runs", spec().encode());
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonObject run = new JsonObject(answer.body());
        String id = run.getString("id");
        assertThat(answer.headers().firstValue("location")).contains("/api/v1/runs/" + id);
        assertThat(run.fieldNames())
                .containsExactly(
                        "id",
                        "name",
                        "state",
                        "attempt",
                        "preset",
                        "data",
                        "method",
                        "labelled",
                        "created",
                        "priority",
                        "lastEvent");
        assertThat(run.getString("state")).isEqualTo("QUEUED");
        assertThat(run.getString("labelled")).isEqualTo("30%");

        JsonObject full = system.json("/runs/" + id);
        assertThat(full.getJsonObject("spec").getJsonObject("settings").getString("seed"))
                .isEqualTo("7");
        assertThat(full.getJsonObject("settings").fieldNames()).hasSize(Keys.ALL.size());
        assertThat(full.getJsonObject("settings").getString("seed")).isEqualTo("7");
    }

    @Test
    void runsAreListedNewestFirst() throws InterruptedException {
        String first = system.submit("first").value();
        Thread.sleep(2);
        String second = system.submit("second").value();
        JsonArray runs = system.json("/runs").getJsonArray("runs");
        assertThat(runs.getJsonObject(0).getString("id")).isEqualTo(second);
        assertThat(runs.getJsonObject(1).getString("id")).isEqualTo(first);
    }

    @Test
    void aBadSpecificationIsRefusedNamingTheFault() {
        isProblem(system.post("/runs", "{"), 400, "bad-spec", "not a JSON object");
        isProblem(system.post("/runs", "[]"), 400, "bad-spec", "not a JSON object");
        isProblem(system.post("/runs", ""), 400, "bad-spec", "empty");
        isProblem(system.post("/runs", spec().put("nmae", "x").encode()), 400, "bad-spec", "'nmae'", "'name'");
        isProblem(system.post("/runs", spec().putNull("data").encode()), 400, "bad-spec", "'data' is missing");
        isProblem(system.post("/runs", spec().put("name", 3).encode()), 400, "bad-spec", "'name' is not a text");
        isProblem(system.post("/runs", spec().put("apiVersion", "v9").encode()), 400, "bad-spec", "v9", "semigda/v1");
        isProblem(system.post("/runs", spec().put("name", "x".repeat(101)).encode()), 400, "bad-spec", "101");
        isProblem(
                system.post(
                        "/runs",
                        spec().put("settings", new JsonObject().putNull("seed")).encode()),
                400,
                "bad-spec",
                "'seed'");
    }

    @Test
    void badSettingsAndMissingDataAreRefused() throws IOException {
        JsonObject typo = new JsonObject().put("stage2.step", 3);
        isProblem(system.post("/runs", spec().put("settings", typo).encode()), 400, "bad-setting", "stage2.steps");
        JsonObject wrong = new JsonObject().put("image.size", 65);
        isProblem(system.post("/runs", spec().put("settings", wrong).encode()), 400, "bad-setting", "'65'", "multiple");
        isProblem(system.post("/runs", spec().put("preset", "huge").encode()), 400, "bad-setting", "'huge'", "demo");
        isProblem(system.post("/runs", spec().put("data", "/no/such").encode()), 400, "no-data", "/no/such");
        Path file = Files.createFile(folder.resolve("file"));
        isProblem(system.post("/runs", spec().put("data", file.toString()).encode()), 400, "no-data", "is a file");
        assertThat(system.json("/runs").getJsonArray("runs")).isEmpty();
    }

    @Test
    void everyErrorIsAProblemDocument() {
        String id = system.submit("first").value();
        isProblem(system.get("/nothing"), 404, "no-page", "/api/v1/nothing");
        isProblem(system.get("/runs/20200101-000000-aaaa"), 404, "no-run", "20200101-000000-aaaa");
        isProblem(system.get("/runs/..%2F.."), 404, "no-run");
        isProblem(system.post("/runs/" + id + "/pause", ""), 409, "bad-state", "QUEUED", "pause");
        isProblem(system.get("/runs/" + id + "/events?after=x"), 400, "bad-event-id", "'x'");
        isProblem(system.get("/runs?limt=3"), 400, "unknown-parameter", "'limt'", "'limit'");
        isProblem(system.get("/runs?limit=0"), 400, "bad-parameter", "limit");
        isProblem(system.post("/runs", "x".repeat((1 << 20) + 1)), 413, "too-large", "1 MiB");
        HttpRequest.Builder runs = HttpRequest.newBuilder(system.uri("/runs"));
        HttpResponse<String> delete = system.send(runs.DELETE().build());
        isProblem(delete, 405, "bad-method", "GET, POST");
        assertThat(delete.headers().firstValue("allow")).contains("GET, POST");
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(spec().encode());
        isProblem(system.send(runs.POST(body).build()), 415, "not-json", "application/json");
        HttpRequest foreign = HttpRequest.newBuilder(system.uri("/runs/" + id + "/stop"))
                .header("Origin", "http://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        isProblem(system.send(foreign), 403, "other-site", "elsewhere.example");
    }

    @Test
    void aBreakOfOursTellsNothingOfTheInside() throws IOException {
        String id = system.submit("first").value();
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = node.next(WorkerCommand.Launch.class);
        node.say(launch, new RunEvent.Log("info", "hello"));
        Files.writeString(folder.resolve("home/runs/" + id + "/log.jsonl"), "secret\n".repeat(100));
        isProblem(system.get("/runs/" + id + "/logs"), 500, "internal", "the server's log");
    }

    @Test
    void commandsAnswerWithTheRun() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        HttpResponse<String> answer = system.post("/runs/" + launch.run() + "/stop", "");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(new JsonObject(answer.body()).getString("state")).isEqualTo("STOPPING");
        assertThat(node.next(WorkerCommand.Stop.class).run()).isEqualTo(launch.run());
    }

    @Test
    void metricsAreCurvesWithoutRepeatsAfterAResume() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        for (int step = 1; step <= 4; step++) {
            node.say(launch, new RunEvent.Metrics(step / 3, step, Map.of("loss/total", step / 8.0, "lr", 1e-5)));
        }
        node.say(launch, RunState.STOPPED);
        system.post("/runs/" + launch.run() + "/resume", "");
        WorkerCommand.Launch again = node.next(WorkerCommand.Launch.class);
        node.say(again, RunState.RUNNING);
        node.say(again, new RunEvent.Metrics(1, 3, Map.of("loss/total", 0.25)));

        JsonObject metrics = system.json("/runs/" + launch.run() + "/metrics");
        assertThat(metrics.encode())
                .isEqualTo(
                        "{\"series\":{\"loss/total\":[[1,0.125],[2,0.25],[3,0.25]],"
                                + "\"lr\":[[1,1.0E-5],[2,1.0E-5]]},\"stages\":[[0,1],[1,3]],\"attempts\":[[1,1],[2,3]],\"lastEvent\":8}");
        JsonObject one = system.json("/runs/" + launch.run() + "/metrics?names=lr,none");
        assertThat(one.getJsonObject("series").fieldNames()).containsExactly("lr");
    }

    @Test
    void samplesAreServedFromTheRunsFolderAndNowhereElse() throws IOException {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        Path samples = Files.createDirectories(Path.of(launch.folder()).resolve("samples"));
        Files.writeString(samples.resolve("2-10-a (1).png"), "picture");
        Files.writeString(samples.resolve("text.txt"), "text");
        Path outside = Files.writeString(folder.resolve("outside.png"), "secret");
        Files.createSymbolicLink(samples.resolve("link.png"), outside);
        node.say(launch, new RunEvent.Sample(2, 10, "a (1)", "samples/2-10-a (1).png", 0.5));
        node.say(launch, new RunEvent.Sample(2, 10, "a (1)", "samples/2-10-a (1).png", 0.6));

        String base = "/runs/" + launch.run() + "/samples";
        assertThat(system.json(base).getJsonArray("samples").encode())
                .isEqualTo("[{\"stage\":2,\"step\":10,\"image\":\"a (1)\",\"file\":\"2-10-a (1).png\",\"dice\":0.6}]");
        HttpResponse<String> picture = system.get(base + "/2-10-a%20(1).png");
        assertThat(picture.body()).isEqualTo("picture");
        assertThat(picture.headers().firstValue("content-type")).contains("image/png");
        for (String bad : new String[] {
            "link.png", "text.txt", "none.png", "..%2Frun.json", "..%2F..%2F..%2F..%2Foutside.png", "%00.png", ".png"
        }) {
            isProblem(system.get(base + "/" + bad), 404, "no-sample");
        }
    }

    @Test
    void checkpointsLogsAndNodesAreShown() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch launch = system.running(node, "first");
        node.say(launch, new RunEvent.Metrics(2, 9, Map.of("validation/dice", 0.5)));
        node.say(launch, new RunEvent.Saved("best", 2, 9));
        node.say(launch, new RunEvent.Log("info", "hello"));
        String base = "/runs/" + launch.run();
        assertThat(system.json(base + "/checkpoints").encode())
                .isEqualTo("{\"checkpoints\":[{\"name\":\"best\",\"stage\":2,\"step\":9,\"scores\":{\"dice\":0.5}}]}");
        assertThat(system.json(base + "/logs").encode())
                .isEqualTo("{\"lines\":[{\"time\":1004,\"level\":\"info\",\"message\":\"hello\"}]}");
        JsonObject shown = system.json("/nodes").getJsonArray("nodes").getJsonObject(0);
        assertThat(shown.getString("node")).isEqualTo("a");
        assertThat(shown.getString("state")).isEqualTo("ALIVE");
        node.die();
        system.passTime(TestSystem.TIMING.lease().plusSeconds(1));
        Await.until("the node is lost", () -> system.json("/nodes")
                .getJsonArray("nodes")
                .getJsonObject(0)
                .getString("state")
                .equals("LOST"));
    }

    @Test
    void settingsPresetsAndHealthAreThere() {
        JsonArray settings = system.json("/settings").getJsonArray("settings");
        assertThat(settings).hasSize(Keys.ALL.size());
        assertThat(settings.getJsonObject(0).fieldNames())
                .containsExactly("key", "group", "kind", "fallback", "unit", "allowed", "choices", "help");
        JsonObject demo = system.json("/presets").getJsonArray("presets").getJsonObject(0);
        assertThat(demo.getString("name")).isEqualTo("demo");
        assertThat(demo.getJsonObject("settings").getString("image.size")).isEqualTo("64");
        assertThat(system.json("/health/live").getString("status")).isEqualTo("UP");
        assertThat(system.json("/health/ready").getString("status")).isEqualTo("UP");
    }
}
