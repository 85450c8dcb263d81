package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.orchestrator.transfer.AttemptTokens;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WorkerCommand;
import org.semigda.protocol.WorkerFiles;

/** What a worker on another machine may fetch and bring, over a real socket. */
class WorkerRoutesTest {

    private static final byte[] BYTES = "weights of a small network".getBytes(StandardCharsets.UTF_8);

    private TestSystem system;
    private FakeNode node;
    private WorkerCommand.Launch launch;
    private Path folder;
    private Path temporary;
    private String hash;

    @BeforeEach
    void start(@TempDir Path temp) throws IOException {
        temporary = temp;
        system = new TestSystem(temp);
        Files.createDirectories(system.data.resolve("images"));
        Files.writeString(system.data.resolve("images/1.png"), "a picture");
        node = FakeNode.start(system.vertx, "a");
        launch = system.running(node, "remote");
        folder = Path.of(launch.folder());
        hash = FileListing.sha256(Files.write(temp.resolve("bytes"), BYTES));
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void aWorkerFindsItsInputsByTheirHash() {
        WorkerFiles files = Wire.read(get("").body(), WorkerFiles.class);
        WorkerFiles.Input data = files.inputs().get(0);
        assertThat(data.key()).isEqualTo("data");
        FileListing.Entry picture = data.listing().files().get(0);
        assertThat(picture.path()).isEqualTo("images/1.png");
        assertThat(get("/content/" + picture.sha256()).body()).isEqualTo("a picture");
        HttpResponse<String> rest = system.send(request("/content/" + picture.sha256())
                .header("Range", "bytes=2-")
                .build());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo("picture");
        assertThat(get("/content/" + "0".repeat(64)).statusCode()).isEqualTo(404);
    }

    @Test
    void aFileThatBrokeOffGoesOnWhereItEnded() throws IOException {
        assertThat(put(hash, 0, BYTES.length, part(0, 10)).statusCode()).isEqualTo(200);
        assertThat(new JsonObject(get("/parts/" + hash).body())).isEqualTo(there(10, false));
        assertThat(put(hash, 0, BYTES.length, part(0, 10)).body()).contains("wrong-offset", "10 bytes are there");
        assertThat(put(hash, 10, BYTES.length, part(10, BYTES.length)).body())
                .isEqualTo(there(BYTES.length, true).encode());

        assertThat(commit(List.of("checkpoints/last", "checkpoints/step-5"), Map.of("manifest.json", hash), List.of()))
                .isEqualTo(200);

        assertThat(folder.resolve("checkpoints/last/manifest.json")).hasBinaryContent(BYTES);
        assertThat(folder.resolve("checkpoints/step-5/manifest.json")).hasBinaryContent(BYTES);
        assertThat(folder.resolve(".incoming")).isEmptyDirectory();
    }

    @Test
    void whatHasAnotherHashIsThrownAwayAndSaid() {
        byte[] other = BYTES.clone();
        other[3] ^= 1;
        HttpResponse<String> answer = put(hash, 0, BYTES.length, other);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("wrong-hash");
        assertThat(new JsonObject(get("/parts/" + hash).body())).isEqualTo(there(0, false));
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThat(put(hash, 0, 10, BYTES).body()).contains("too-long");
        assertThat(put(hash, 0, 1L << 40, BYTES).statusCode()).isEqualTo(413);
        HttpResponse<String> answer = put(hash, 0, 9 << 20, new byte[9 << 20]);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(new JsonObject(get("/parts/" + hash).body())).isEqualTo(there(0, false));
    }

    @Test
    void aFolderIsReplacedAsAWholeAndNothingBeforeEveryByteIsThere() throws IOException {
        bring();
        commit(List.of("checkpoints/last"), Map.of("a.safetensors", hash), List.of());
        bring();
        assertThat(commit(List.of("checkpoints/last"), Map.of("b.json", hash, "c.json", "1".repeat(64)), List.of()))
                .isEqualTo(409);
        assertThat(names("checkpoints/last")).containsExactly("a.safetensors");
        assertThat(commit(List.of("checkpoints/last"), Map.of("b.json", hash), List.of()))
                .isEqualTo(200);
        assertThat(names("checkpoints/last")).containsExactly("b.json");
        bring();
        commit(List.of("checkpoints/step-4"), Map.of("b.json", hash), List.of());
        assertThat(commit(List.of(), Map.of(), List.of("checkpoints/step-4"))).isEqualTo(200);
        assertThat(names("checkpoints")).containsExactly("last");
    }

    @Test
    void aCommitWhoseAnswerWasLostMayBeAskedForAgain() throws IOException {
        bring();
        List<String> places = List.of("checkpoints/last", "checkpoints/step-8");
        commit(List.of("checkpoints/step-4"), Map.of("manifest.json", hash), List.of());
        bring();
        Map<String, String> files = Map.of("manifest.json", hash, "model/weights", hash);
        for (int time = 0; time < 3; time++) {
            assertThat(commit(places, files, List.of("checkpoints/step-4"))).isEqualTo(200);
        }
        assertThat(folder.resolve("checkpoints/last/model/weights")).hasBinaryContent(BYTES);
        assertThat(names("checkpoints")).containsExactly("last", "step-8");
        // Less than what is there is another commit, and so is a place that has something else.
        assertThat(commit(places, Map.of("manifest.json", hash), List.of())).isEqualTo(409);
        assertThat(commit(List.of("checkpoints/best"), files, List.of())).isEqualTo(409);
        assertThat(commit(List.of(), Map.of("split.json", hash), List.of())).isEqualTo(409);
        bring();
        for (int time = 0; time < 2; time++) {
            assertThat(commit(List.of(), Map.of("split.json", hash), List.of())).isEqualTo(200);
        }
    }

    @Test
    void aSampleItsLatentsAndTheSplitGetTheirNames() throws IOException {
        bring();
        Map<String, String> files =
                Map.of("samples/00000012-0.png", hash, "samples/00000012-0-latents.png", hash, "split.json", hash);
        assertThat(commit(List.of(), files, List.of())).isEqualTo(200);
        assertThat(names("samples")).containsExactly("00000012-0-latents.png", "00000012-0.png");
        assertThat(folder.resolve("split.json")).hasBinaryContent(BYTES);
        bring();
        assertThat(commit(List.of(), Map.of("samples/00000012-0-other.png", hash), List.of()))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../run.json", "..", "checkpoints/../run.json", "checkpoints/last/..", "/etc", "%2e%2e", "checkpoints",
                "", ".", "run.json", "checkpoints/other", "checkpoints\\last", "checkpoints/.last.writing", "samples"
            })
    void noPathLeadsElsewhere(String path) throws IOException {
        bring();
        String record = Files.readString(folder.resolve("run.json"));
        assertThat(commit(List.of(path), Map.of("manifest.json", hash), List.of()))
                .isEqualTo(400);
        assertThat(commit(List.of("checkpoints/last"), Map.of(path + "/x", hash), List.of()))
                .isIn(400, 200);
        assertThat(commit(List.of(), Map.of(path, hash), List.of())).isEqualTo(400);
        assertThat(commit(List.of(), Map.of(), List.of(path))).isEqualTo(400);
        assertThat(folder.resolve("run.json")).hasContent(record);
        assertThat(temporary.resolve("x")).doesNotExist();
    }

    @Test
    void encodedStepsInTheAddressLeadNowhere() {
        assertThat(get("/content/%2e%2e%2frun.json").statusCode()).isEqualTo(400);
        assertThat(get("/parts/..%2f..%2frun.json").statusCode()).isEqualTo(400);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("checkpoints"), elsewhere);
        bring();
        assertThat(commit(List.of("checkpoints/last"), Map.of("manifest.json", hash), List.of()))
                .isEqualTo(400);
        assertThat(elsewhere).isEmptyDirectory();
        Files.createSymbolicLink(folder.resolve("report"), elsewhere);
        assertThat(commit(List.of("report"), Map.of("scores.json", hash), List.of()))
                .isEqualTo(400);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void onlyTheNewestAttemptOfTheRunComesIn() {
        WorkerCommand.Launch other = launch;
        String mine = launch.transfer().token();
        assertThat(system.get(base("")).statusCode()).isEqualTo(401);
        assertThat(with("1." + "0".repeat(64)).statusCode()).isEqualTo(401);
        assertThat(with(mine.replaceFirst("1", "2")).statusCode()).isEqualTo(401);
        assertThat(with("nonsense").statusCode()).isEqualTo(401);
        node.say(other, RunState.COMPLETED);
        system.awaitState(launch.run(), RunState.COMPLETED);
        HttpResponse<String> late = with(mine);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("stale-attempt");
    }

    @Test
    void aTokenOutlivesARestartOfTheOrchestrator() throws IOException {
        AttemptTokens restarted = new AttemptTokens(system.home, new Random(7));
        restarted.open();
        String token = launch.transfer().token();
        assertThat(restarted.token(launch.run(), launch.attempt())).isEqualTo(token);
        assertThat(restarted.attempt(launch.run(), token)).hasValue(launch.attempt());
        assertThat(Files.getPosixFilePermissions(system.home.resolve("attempt-secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aTokenOfOneRunOpensNoOther() {
        FakeNode another = FakeNode.start(system.vertx, "b");
        WorkerCommand.Launch second = system.running(another, "second");
        HttpResponse<String> answer = system.send(
                HttpRequest.newBuilder(system.uri("/worker/runs/" + second.run().value()))
                        .header(Transfer.HEADER, launch.transfer().token())
                        .build());
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private void bring() {
        assertThat(put(hash, 0, BYTES.length, BYTES).statusCode()).isEqualTo(200);
    }

    private int commit(List<String> places, Map<String, String> files, List<String> removed) {
        String body = Wire.write(new WorkerFiles.Commit(places, files, removed));
        return system.send(request("/results")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    private HttpResponse<String> put(String sha256, long from, long size, byte[] bytes) {
        return system.send(request("/parts/" + sha256 + "?from=" + from + "&size=" + size)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build());
    }

    private HttpResponse<String> get(String path) {
        return system.send(request(path).build());
    }

    private HttpResponse<String> with(String token) {
        return system.send(HttpRequest.newBuilder(system.uri(base("")))
                .header(Transfer.HEADER, token)
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(system.uri(base(path)))
                .header(Transfer.HEADER, launch.transfer().token());
    }

    private String base(String path) {
        return "/worker/runs/" + launch.run().value() + path;
    }

    private static byte[] part(int from, int to) {
        return java.util.Arrays.copyOfRange(BYTES, from, to);
    }

    private static JsonObject there(long bytes, boolean whole) {
        return new JsonObject().put("bytes", bytes).put("whole", whole);
    }

    private List<String> names(String path) throws IOException {
        try (var inside = Files.list(folder.resolve(path))) {
            return inside.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
