package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.api.RunService;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** What can be done with runs over HTTP beyond the life of one. */
@Timeout(300)
class RunRequestsTest {

    private TestSystem system;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        system = new TestSystem(temporary);
    }

    @AfterEach
    void end() {
        system.close();
    }

    private JsonObject spec(String name) {
        return new JsonObject()
                .put("apiVersion", "semigda/v1")
                .put("name", name)
                .put("data", system.data.toString())
                .put("preset", "demo")
                .put("settings", new JsonObject().put("seed", 7));
    }

    private HttpResponse<String> submit(JsonObject spec, String key) {
        return system.send(HttpRequest.newBuilder(system.uri("/runs"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(spec.encode()))
                .build());
    }

    private HttpResponse<String> delete(String path) {
        return system.send(HttpRequest.newBuilder(system.uri(path)).DELETE().build());
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + new JsonObject(answer.body()).getString("code");
    }

    private static List<String> ids(JsonArray runs) {
        return runs.stream().map(run -> ((JsonObject) run).getString("id")).toList();
    }

    @Test
    void aRepeatedRequestMakesOneRunAlsoAfterARestart() {
        HttpResponse<String> first = submit(spec("a"), "key 1");
        assertThat(first.statusCode()).isEqualTo(201);
        String id = new JsonObject(first.body()).getString("id");
        HttpResponse<String> again = submit(spec("a"), "key 1");
        assertThat(new JsonObject(again.body()).getString("id")).isEqualTo(id);
        assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
        assertThat(code(submit(spec("b"), "key 1"))).isEqualTo("422 key-reused");
        system.restart();
        assertThat(new JsonObject(submit(spec("a"), "key 1").body()).getString("id"))
                .isEqualTo(id);
        assertThat(code(submit(spec("b"), "key 1"))).isEqualTo("422 key-reused");
        assertThat(system.json("/runs").getJsonArray("runs")).hasSize(1);
    }

    @Test
    void aHundredOfTheSameAtOnceMakeOneRun() {
        var same = new RunService.Submission(system.spec("a"), "{}", Optional.of("k"), Caller.LOCAL);
        List<Future<RunService.Submitted>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(system.orchestrator.submit(same));
        }
        List<RunService.Submitted> made = all.stream().map(Await::result).toList();
        assertThat(made.stream().map(each -> each.run().id()).distinct()).hasSize(1);
        assertThat(made.stream().filter(each -> !each.repeated())).hasSize(1);
        assertThat(system.json("/runs").getJsonArray("runs")).hasSize(1);
    }

    @Test
    void pagesLeadThroughAllRuns() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(0, system.submit("run " + i).value());
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonObject page = system.json("/runs?limit=3" + next);
            seen.addAll(ids(page.getJsonArray("runs")));
            next = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
        } while (!next.isEmpty());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
        assertThat(ids(system.json("/runs?q=RUN%203").getJsonArray("runs"))).hasSize(1);
        assertThat(system.json("/runs?q=1.5").getJsonArray("runs")).isEmpty();
        assertThat(ids(system.json("/runs?order=name&limit=1").getJsonArray("runs")))
                .containsExactly(made.get(6));
        assertThat(system.json("/runs?state=RUNNING").getJsonArray("runs")).isEmpty();
        assertThat(code(system.get("/runs?state=RUNING"))).isEqualTo("400 bad-parameter");
        assertThat(system.get("/runs?state=RUNING").body()).contains("did you mean RUNNING");
        String cursor = system.json("/runs?limit=3").getString("next");
        assertThat(code(system.get("/runs?order=name&cursor=" + cursor))).isEqualTo("400 bad-cursor");
        assertThat(code(system.get("/runs?cursor=AAAA"))).isEqualTo("400 bad-cursor");
    }

    @Test
    void aCloneIsTheSameButForWhatIsChanged() {
        String id = system.submit("first").value();
        String changes = "{\"name\":\"second\",\"settings\":{\"data.labelled\":\"10%\"},\"queue\":{\"priority\":3}}";
        HttpResponse<String> answer = system.post("/runs/" + id + "/clone", changes);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject copy = system.json("/runs/" + new JsonObject(answer.body()).getString("id"));
        JsonObject spec = copy.getJsonObject("spec");
        assertThat(copy.getString("id")).isNotEqualTo(id);
        assertThat(spec.getString("name")).isEqualTo("second");
        assertThat(spec.getJsonObject("settings").encode()).isEqualTo("{\"data.labelled\":\"10%\",\"seed\":\"3\"}");
        assertThat(spec.getJsonObject("queue").getInteger("priority")).isEqualTo(3);
        assertThat(copy.getString("hash"))
                .isNotEqualTo(system.json("/runs/" + id).getString("hash"));
        JsonObject same =
                new JsonObject(system.post("/runs/" + id + "/clone", "").body());
        assertThat(system.json("/runs/" + same.getString("id")).getString("hash"))
                .isEqualTo(system.json("/runs/" + id).getString("hash"));
        assertThat(system.post("/runs/" + id + "/clone", "{\"nam\":\"x\"}").body())
                .contains("did you mean 'name'");
    }

    @Test
    void onlyARunThatHasEndedIsDeletedAndThenForGood() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        String path = "/runs/" + run.run();
        assertThat(code(delete(path))).isEqualTo("409 bad-state");
        node.say(run, RunState.COMPLETED);
        system.awaitState(run.run(), RunState.COMPLETED);
        assertThat(delete(path).statusCode()).isEqualTo(204);
        assertThat(code(system.get(path))).isEqualTo("404 no-run");
        assertThat(code(delete(path))).isEqualTo("404 no-run");
        assertThat(system.home.resolve("runs")).isEmptyDirectory();
        system.restart();
        assertThat(system.json("/runs").getJsonArray("runs")).isEmpty();
    }

    /** Asked for in one breath, so that the second comes while the files of the run are on their way out. */
    @Test
    void aRunThatIsBeingDeletedCannotBeResumedAndHoldsNoDevice() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        node.say(run, RunState.STOPPED);
        system.awaitState(run.run(), RunState.STOPPED);
        Future<Void> deleted = system.orchestrator.delete(run.run());
        Future<RunView> resumed = system.orchestrator.command(run.run(), RunCommand.RESUME);
        Future<Void> twice = system.orchestrator.delete(run.run());
        Await.result(deleted);
        assertThatThrownBy(() -> Await.result(resumed)).hasMessageContaining("there is no run");
        assertThatThrownBy(() -> Await.result(twice)).hasMessageContaining("there is no run");
        RunId next = system.submit("second");
        assertThat(node.nextLaunch().run()).isEqualTo(next);
        assertThat(ids(system.json("/runs").getJsonArray("runs"))).containsExactly(next.value());
    }

    @Test
    void whatIsSaidOfARunWhileItIsDeletedDoesNotBringItBackIntoTheList() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        node.say(run, RunState.STOPPED);
        system.awaitState(run.run(), RunState.STOPPED);
        for (int seq = 100; seq < 120; seq++) {
            node.send(new RunEvent(run.run(), 1, seq, seq, new RunEvent.Scores("", Map.of("dice", 0.5))));
        }
        assertThat(delete("/runs/" + run.run()).statusCode()).isEqualTo(204);
        system.submit("second"); // written behind all of that
        assertThat(ids(system.json("/runs").getJsonArray("runs"))).hasSize(1);
    }

    @Test
    void anEndedRunIsThereAfterARestartAndOpenedWhenAskedFor() throws IOException {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        node.say(run, new RunEvent.Metrics(2, 1, Map.of("validation/dice", 0.5)));
        node.say(run, RunState.STOPPED);
        system.awaitState(run.run(), RunState.STOPPED);
        String before = system.json("/runs").encode();
        String full = system.get("/runs/" + run.run()).body();
        assertThat(system.home.resolve("runs/" + run.run() + "/tensorboard")).isNotEmptyDirectory();
        assertThat(Files.readString(system.home.resolve("runs/" + run.run() + "/submitted.json")))
                .contains("semigda/v1");
        system.restart();
        assertThat(system.orchestrator.runs()).isEmpty();
        assertThat(system.json("/runs").encode()).isEqualTo(before);
        assertThat(system.get("/runs/" + run.run()).body()).isEqualTo(full);
        assertThat(system.post("/runs/" + run.run() + "/resume", "").statusCode())
                .isEqualTo(202);
        FakeNode again = FakeNode.start(system.vertx, "b");
        assertThat(again.nextLaunch().attempt()).isEqualTo(2);
    }

    @Test
    void aDocumentThatDidNotChangeIsNotSentAgain() {
        String id = system.submit("first").value();
        for (String path : List.of("/runs/" + id, "/openapi.yaml", "/presets", "/settings", "/docs")) {
            String tag = system.get(path).headers().firstValue("etag").orElseThrow();
            HttpResponse<String> again = system.send(HttpRequest.newBuilder(system.uri(path))
                    .header("If-None-Match", tag)
                    .build());
            assertThat(again.statusCode()).as(path).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
        String tag = system.get("/runs/" + id).headers().firstValue("etag").orElseThrow();
        system.post("/runs/" + id + "/stop", "");
        HttpResponse<String> changed = system.send(HttpRequest.newBuilder(system.uri("/runs/" + id))
                .header("If-None-Match", tag)
                .build());
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @Test
    void theFirstInTheQueueIsWhoMattersMost() {
        RunId low = system.submit("low");
        JsonObject urgent = spec("urgent").put("queue", new JsonObject().put("priority", 5));
        String high = new JsonObject(system.post("/runs", urgent.encode()).body()).getString("id");
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch first = node.nextLaunch();
        assertThat(first.run().value()).isEqualTo(high);
        node.say(first, RunState.RUNNING);
        node.say(first, RunState.COMPLETED);
        assertThat(node.nextLaunch().run()).isEqualTo(low);
        JsonObject typo = spec("x").put("queue", new JsonObject().put("priorty", 5));
        assertThat(system.post("/runs", typo.encode()).body()).contains("did you mean 'queue.priority'");
        JsonObject far = spec("x").put("queue", new JsonObject().put("priority", 500));
        assertThat(system.post("/runs", far.encode()).body()).contains("-100 to 100");
    }

    @Test
    void aRunThatTakesTooLongSavesAndStops() {
        JsonObject limited = spec("limited").put("queue", new JsonObject().put("maxSeconds", 20));
        system.post("/runs", limited.encode());
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = node.nextLaunch();
        node.say(run, RunState.RUNNING);
        system.passTime(Duration.ofSeconds(19));
        assertThat(node.hasNoCommand()).isTrue();
        system.passTime(Duration.ofSeconds(2));
        assertThat(node.next(WorkerCommand.Stop.class).run()).isEqualTo(run.run());
        node.say(run, RunState.STOPPED);
        assertThat(system.get("/runs/" + run.run() + "/logs").body()).contains("took its 20 s");
        system.post("/runs/" + run.run() + "/resume", "");
        WorkerCommand.Launch again = node.nextLaunch();
        node.say(again, RunState.RUNNING);
        system.passTime(Duration.ofSeconds(15));
        assertThat(system.view(run.run()).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void aPauseOutlivesTheOrchestrator() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        assertThat(system.post("/runs/" + run.run() + "/pause", "").statusCode())
                .isEqualTo(202);
        system.restart(); // before the worker heard of it, for all we know
        FakeNode next = FakeNode.start(system.vertx, "b");
        WorkerCommand.Launch again = next.nextLaunch();
        next.say(again, RunState.RUNNING);
        assertThat(next.next(WorkerCommand.Pause.class).attempt()).isEqualTo(2);
        next.say(again, RunState.PAUSED);
        assertThat(system.post("/runs/" + run.run() + "/resume", "").statusCode())
                .isEqualTo(202);
        next.next(WorkerCommand.Continue.class);
        next.say(again, RunState.RUNNING);
        system.awaitState(run.run(), RunState.RUNNING);
        assertThat(next.hasNoCommand()).isTrue();
    }

    @Test
    void numbersComeInEveryForm() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        for (int step = 1; step <= 100; step++) {
            node.say(run, new RunEvent.Metrics(2, step, Map.of("loss/total", step == 57 ? 99.0 : 0.5, "lr", 0.1)));
        }
        String path = "/runs/" + run.run() + "/metrics";
        JsonObject reduced = system.json(path + "?maxPoints=10&names=loss/total");
        assertThat(reduced.getJsonObject("series").getJsonArray("loss/total").size())
                .isLessThanOrEqualTo(10);
        assertThat(reduced.encode()).contains("[57,99.0]");
        JsonArray part = system.json(path + "?from=10&to=12&names=lr")
                .getJsonObject("series")
                .getJsonArray("lr");
        assertThat(part.encode()).isEqualTo("[[10,0.1],[11,0.1],[12,0.1]]");
        assertThat(system.get(path + "?format=csv").body().lines()).hasSize(201);
        assertThat(system.get(path + "?format=jsonl").body().lines()).hasSize(100);
        assertThat(system.get("/runs/" + run.run() + "/tensorboard").body()).contains("brain.Event:2");
        assertThat(code(system.get(path + "?maxPoints=2"))).isEqualTo("400 bad-parameter");
    }

    @Test
    void longCurvesComePackedForWhoeverTakesThat() throws Exception {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        for (int step = 1; step <= 400; step++) {
            node.say(run, new RunEvent.Metrics(2, step, Map.of("loss/total", 1.0 / step)));
        }
        String path = "/runs/" + run.run() + "/metrics";
        String plain = system.get(path).body();
        HttpResponse<byte[]> packed = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(system.uri(path))
                                .header("Accept-Encoding", "gzip, br")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(packed.body()).hasSizeLessThan(plain.length() / 2);
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(plain);
        }
    }

    @Test
    void aCheckpointIsDownloadedByNameAndInRanges() throws IOException {
        FakeNode node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch run = system.running(node, "first");
        Path best = Files.createDirectories(Path.of(run.folder()).resolve("checkpoints/best"));
        Files.writeString(best.resolve("model.safetensors"), "0123456789");
        Path outside = Files.writeString(system.home.resolve("secret.json"), "secret");
        Files.createSymbolicLink(best.resolve("link.json"), outside);
        Files.createSymbolicLink(best.resolveSibling("elsewhere"), system.home);
        String path = "/runs/" + run.run() + "/checkpoints/";
        assertThat(system.get(path + "best/model.safetensors").body()).isEqualTo("0123456789");
        assertThat(range(path, "bytes=2-4")).isEqualTo("206 234 bytes 2-4/10");
        assertThat(range(path, "bytes=7-")).isEqualTo("206 789 bytes 7-9/10");
        assertThat(range(path, "bytes=-2")).isEqualTo("206 89 bytes 8-9/10");
        assertThat(range(path, "bytes=10-")).startsWith("416").endsWith("bytes */10");
        for (String bad : List.of(
                "best/link.json",
                "elsewhere/secret.json",
                "best/none.json",
                "..%2F..%2F..%2Fsecret.json/x.json",
                "best/..%2F..%2Frun.json",
                "%2e%2e/run.json",
                "best/%2Fetc%2Fpasswd")) {
            HttpResponse<String> answer = system.get(path + bad);
            assertThat(answer.statusCode()).as(bad).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("secret\"", "semigda/v1");
        }
    }

    private String range(String path, String range) {
        HttpResponse<String> answer = system.send(HttpRequest.newBuilder(system.uri(path + "best/model.safetensors"))
                .header("Range", range)
                .build());
        return answer.statusCode() + " " + answer.body() + " "
                + answer.headers().firstValue("content-range").orElse("");
    }
}
