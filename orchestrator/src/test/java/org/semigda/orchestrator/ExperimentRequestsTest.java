package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.conf.Studies;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** Experiments over HTTP: what they are made of, what they sum up to, and what is not computed twice. */
@Timeout(300)
class ExperimentRequestsTest {

    private TestSystem system;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        system = new TestSystem(temporary);
    }

    @AfterEach
    void end() {
        system.close();
    }

    private JsonObject document() {
        return new JsonObject()
                .put("apiVersion", "semigda/v1")
                .put("name", "compare")
                .put("data", system.data.toString())
                .put("preset", "demo")
                .put("seeds", new JsonArray().add(1).add(2))
                .put(
                        "rows",
                        new JsonArray()
                                .add(new JsonObject().put("name", "all"))
                                .add(new JsonObject()
                                        .put("name", "without")
                                        .put("settings", new JsonObject().put("alignment", false))
                                        .put("paper", new JsonObject().put("dice", 0.625))));
    }

    private JsonObject submit(JsonObject document) {
        HttpResponse<String> answer = system.post("/experiments", document.encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject made = new JsonObject(answer.body());
        assertThat(answer.headers().firstValue("location")).contains("/api/v1/experiments/" + made.getString("id"));
        return made;
    }

    private JsonObject show(String id) {
        return system.json("/experiments/" + id);
    }

    private static Set<String> runs(JsonObject experiment) {
        Set<String> ids = new TreeSet<>();
        for (Object row : experiment.getJsonArray("rows")) {
            for (Object run : ((JsonObject) row).getJsonArray("runs")) {
                String id = ((JsonObject) run).getString("id");
                if (id != null) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    private void awaitRuns(String id, int count) {
        Await.until(count + " runs are made", () -> runs(show(id)).size() == count);
    }

    private void awaitState(String id, String state) {
        Await.until(
                "the experiment is " + state, () -> show(id).getString("state").equals(state));
    }

    /** A worker does the next run, on data with this hash. */
    private void complete(FakeNode node, String data, double dice) {
        WorkerCommand.Launch launch = begin(node, data);
        node.say(launch, new RunEvent.Scores("test", Map.of("dice", dice, "images", 5.0)));
        node.say(launch, RunState.COMPLETED);
    }

    private static WorkerCommand.Launch begin(FakeNode node, String data) {
        WorkerCommand.Launch launch = node.nextLaunch();
        try {
            Files.writeString(
                    Path.of(launch.folder()).resolve("split.json"),
                    new JsonObject().put("dataHash", data).encode());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        node.say(launch, RunState.RUNNING);
        return launch;
    }

    @Test
    void everyRowIsRunOnceForEachSeedAndSummedUp() {
        JsonObject made = submit(document());
        String id = made.getString("id");
        assertThat(made.getString("state")).isEqualTo("RUNNING");
        assertThat(made.getInteger("total")).isEqualTo(4);
        awaitRuns(id, 4);
        FakeNode node = FakeNode.start(system.vertx, "a");
        for (double dice : new double[] {0.5, 0.25, 0.75, 0.5}) { // all 1, without 1, all 2, without 2
            complete(node, "the data", dice);
        }
        awaitState(id, "COMPLETED");

        JsonObject end = show(id);
        assertThat(end.getInteger("done")).isEqualTo(4);
        assertThat(end.getJsonArray("columns").encode()).isEqualTo("[\"dice\"]");
        JsonObject all = end.getJsonArray("rows").getJsonObject(0);
        assertThat(all.getJsonObject("scores").getJsonObject("dice").getDouble("mean"))
                .isEqualTo(0.625);
        assertThat(all.getJsonObject("scores").getJsonObject("dice").getDouble("deviation"))
                .isEqualTo(Math.sqrt(0.03125));
        assertThat(system.get("/experiments/" + id + "/table?format=markdown").body())
                .isEqualTo(
                        """
                        |  | dice | paper dice | seeds |
                        |---|---:|---:|---:|
                        | all | 0.6250 ± 0.1768 | - | 2 |
                        | without | 0.3750 ± 0.1768 | 0.6250 | 2 |
                        """);
        assertThat(system.get("/experiments/" + id + "/table").body())
                .isEqualTo("row,seed,dice\r\nall,1,0.5\r\nall,2,0.75\r\nwithout,1,0.25\r\nwithout,2,0.5\r\n");
        HttpResponse<String> plot = system.get("/experiments/" + id + "/plot");
        assertThat(plot.headers().firstValue("content-type")).contains("image/svg+xml");
        assertThat(plot.body())
                .startsWith("<svg ")
                .contains(">0.625<", ">without<", "paper\"")
                .endsWith("</svg>\n");
        assertThat(system.json("/experiments").getJsonArray("experiments")).hasSize(1);
        assertThat(system.json("/runs?q=compare").getJsonArray("runs")).hasSize(4);
    }

    @Test
    void whatIsFinishedIsNotComputedAgainUnlessTheDataChanged() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        String first = submit(document()).getString("id");
        for (int i = 0; i < 4; i++) {
            complete(node, "the data", 0.5);
        }
        awaitState(first, "COMPLETED");

        JsonObject larger = document();
        larger.getJsonArray("seeds").add(3);
        String second = submit(larger).getString("id");
        assertThat(second).isNotEqualTo(first);
        awaitRuns(second, 6);
        assertThat(runs(show(second))).containsAll(runs(show(first)));
        complete(node, "the data", 0.5);
        complete(node, "the data", 0.5);
        awaitState(second, "COMPLETED");
        JsonArray cells = show(second).getJsonArray("rows").getJsonObject(0).getJsonArray("runs");
        assertThat(cells.getJsonObject(0).getBoolean("reused")).isTrue();
        assertThat(cells.getJsonObject(2).getBoolean("reused")).isFalse();

        system.fingerprint = "other data";
        Set<String> before = runs(show(first));
        assertThat(submit(document()).getString("id")).isEqualTo(first);
        Await.until(
                "all runs are new",
                () -> runs(show(first)).stream().noneMatch(before::contains)
                        && runs(show(first)).size() == 4);
    }

    @Test
    void anExperimentGoesOnWhereARestartOfTheServerCutItOff() {
        String id = submit(document()).getString("id");
        awaitRuns(id, 4);
        FakeNode node = FakeNode.start(system.vertx, "a");
        complete(node, "the data", 0.5);
        begin(node, "the data");
        Set<String> before = runs(show(id));
        node.die();
        system.restart();

        assertThat(submit(document()).getString("id")).isEqualTo(id);
        FakeNode again = FakeNode.start(system.vertx, "b");
        for (int i = 0; i < 3; i++) {
            complete(again, "the data", 0.5);
        }
        awaitState(id, "COMPLETED");
        assertThat(runs(show(id))).isEqualTo(before);
        assertThat(system.json("/runs").getJsonArray("runs")).hasSize(4);
    }

    @Test
    void aStoppedRunLeavesTheExperimentIncompleteUntilItIsAskedForAgain() {
        FakeNode node = FakeNode.start(system.vertx, "a");
        String id = submit(document()).getString("id");
        for (int i = 0; i < 3; i++) {
            complete(node, "the data", 0.5);
        }
        WorkerCommand.Launch last = begin(node, "the data");
        node.say(last, RunState.STOPPED);
        awaitState(id, "INCOMPLETE");
        assertThat(show(id).getJsonArray("rows")
                        .getJsonObject(1)
                        .getJsonObject("scores")
                        .getJsonObject("dice")
                        .getInteger("count"))
                .isEqualTo(1);

        submit(document());
        complete(node, "the data", 0.5);
        awaitState(id, "COMPLETED");
        assertThat(runs(show(id))).contains(last.run().value());
    }

    @Test
    void aGridTakesEveryCombinationAndDrawsItsNumbersAsAnAxis() {
        JsonObject grid = document();
        grid.remove("rows");
        grid.put("seeds", new JsonArray().add(1));
        grid.put(
                "grid",
                new JsonArray()
                        .add(new JsonObject()
                                .put("setting", "method")
                                .put("values", new JsonArray().add("semigda").add("supervised")))
                        .add(new JsonObject()
                                .put("setting", "data.labelled")
                                .put("label", "labelled share")
                                .put("values", new JsonArray().add("10%").add("50%"))));
        String id = submit(grid).getString("id");
        FakeNode node = FakeNode.start(system.vertx, "a");
        for (int i = 0; i < 4; i++) {
            complete(node, "the data", 0.5 + i / 10.0);
        }
        awaitState(id, "COMPLETED");
        assertThat(show(id).getJsonArray("rows").stream().map(row -> ((JsonObject) row).getString("name")))
                .containsExactly("semigda, 10%", "semigda, 50%", "supervised, 10%", "supervised, 50%");
        assertThat(system.get("/experiments/" + id + "/plot").body())
                .contains(">labelled share<", ">10%<", ">50%<", ">semigda<", ">supervised<");
    }

    @Test
    void whatCannotBeRunIsRefusedNamingTheFault() {
        refused(document().put("nmae", "x"), "bad-spec", "'nmae'");
        refused(document().put("seeds", new JsonArray()), "bad-spec", "seeds");
        refused(document().put("rows", new JsonArray()), "bad-spec", "rows or a grid");
        refused(document().put("data", "/no/such"), "no-data", "/no/such");
        JsonObject bad = document();
        bad.getJsonArray("rows").getJsonObject(0).put("settings", new JsonObject().put("alignmnt", true));
        refused(bad, "bad-setting", "'alignmnt'");
        assertThat(system.json("/experiments").getJsonArray("experiments")).isEmpty();
        HttpResponse<String> none = system.get("/experiments/0123456789abcdef");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(none.body()).getString("code")).isEqualTo("no-experiment");
    }

    private void refused(JsonObject document, String code, String word) {
        HttpResponse<String> answer = system.post("/experiments", document.encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("code"))
                .as(answer.body())
                .isEqualTo(code);
        assertThat(new JsonObject(answer.body()).getString("detail")).contains(word);
    }

    @Test
    void thePapersStudiesCanBeRunOnBothPresets() {
        JsonArray studies = system.json("/studies").getJsonArray("studies");
        assertThat(studies).hasSize(Studies.NAMES.size());
        for (Object study : studies) {
            for (String preset : new String[] {"small", "paper"}) {
                JsonObject document = ((JsonObject) study)
                        .copy()
                        .put("data", system.data.toString())
                        .put("preset", preset);
                JsonObject made = submit(document);
                assertThat(made.getInteger("total"))
                        .isEqualTo(made.getString("name").equals("figure6") ? 36 : 12);
            }
        }
    }
}
