package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.access.Scope;

/** Who may name which data, and what is taken from outside. */
@Timeout(300)
class DatasetRequestsTest {

    private Path folder;
    private TestSystem system;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        system = new TestSystem(temporary);
    }

    @AfterEach
    void end() {
        system.close();
    }

    private HttpResponse<String> submit(String data) {
        return submit(data, new JsonObject());
    }

    private HttpResponse<String> submit(String data, String key, String value) {
        return submit(data, new JsonObject().put(key, value));
    }

    private HttpResponse<String> submit(String data, JsonObject settings) {
        return system.post(
                "/runs",
                new JsonObject()
                        .put("apiVersion", "semigda/v1")
                        .put("name", "x")
                        .put("data", data)
                        .put("preset", "demo")
                        .put("settings", settings)
                        .encode());
    }

    private void as(Scope scope) {
        system.caller = new Caller("tester", scope);
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + new JsonObject(answer.body()).getString("code");
    }

    @Test
    void whatIsInADataSetIsTold() throws IOException {
        Files.createDirectories(system.root.resolve("set"));
        Files.createDirectories(system.root.resolve("empty"));
        for (Object each : system.json("/datasets").getJsonArray("datasets")) {
            String id = ((JsonObject) each).getString("id");
            if (((JsonObject) each).getString("name").equals("empty")) {
                assertThat(code(system.get("/datasets/" + id))).isEqualTo("422 bad-dataset");
            } else {
                assertThat(system.json("/datasets/" + id).getInteger("pairs")).isEqualTo(1);
                assertThat(system.json("/datasets/" + id).getString("name")).isEqualTo("set");
            }
        }
        assertThat(code(system.get("/datasets/0123456789abcdef"))).isEqualTo("404 no-dataset");
    }

    @Test
    void whoMaySubmitRunsMayHaveImagesGenerated() {
        as(Scope.READ);
        assertThat(code(system.post("/datasets/phantoms", ""))).isEqualTo("403 scope-needed");
        as(Scope.SUBMIT);
        HttpResponse<String> made = system.post("/datasets/phantoms", "");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(submit(new JsonObject(made.body()).getString("path")).statusCode())
                .isEqualTo(201);
        assertThat(system.post("/datasets/phantoms", "").body()).isEqualTo(made.body());
    }

    @Test
    void onlyAnAdministratorNamesDataOutsideTheRoots() throws IOException {
        Path inside = Files.createDirectories(system.root.resolve("set"));
        Path outside = Files.createDirectories(folder.resolve("private"));
        Files.createSymbolicLink(system.root.resolve("link"), outside);
        as(Scope.SUBMIT);
        assertThat(submit(inside.toString()).statusCode()).isEqualTo(201);
        for (String bad : List.of(
                outside.toString(),
                system.root.resolve("link").toString(),
                system.root + "/../private",
                system.root + "/set/../../private",
                system.root.toString().replace("root", "%72oot"),
                "private",
                "../private",
                "/etc",
                "/no/such/folder")) {
            HttpResponse<String> answer = submit(bad);
            assertThat(code(answer)).as(bad).isEqualTo("403 not-allowed");
        }
        assertThat(submit(outside.toString()).body().replace("private", "x"))
                .as("what is there and what is not sound the same")
                .isEqualTo(submit(folder.resolve("x").toString()).body());
        as(Scope.ADMIN);
        JsonObject registration = new JsonObject().put("name", "mine").put("path", outside.toString());
        assertThat(system.post("/datasets", registration.encode()).statusCode()).isEqualTo(201);
        as(Scope.SUBMIT);
        assertThat(submit(outside.toString()).statusCode()).isEqualTo(201);
    }

    @Test
    void aSettingOpensNoFileThatCouldNotBeNamedAsData() throws IOException {
        Path inside = Files.createDirectories(system.root.resolve("set"));
        Path list = Files.writeString(inside.resolve("parts.csv"), "1,training\n");
        Path outside = Files.writeString(folder.resolve("secret.csv"), "secret\n");
        Files.createSymbolicLink(inside.resolve("link.csv"), outside);
        as(Scope.SUBMIT);
        for (Map.Entry<String, String> bad : List.of(
                Map.entry("data.split", outside.toString()),
                Map.entry("data.split", "../../secret.csv"),
                Map.entry("data.split", "link.csv"),
                Map.entry("data.groups", "/etc/passwd"),
                Map.entry("data.unlabelled", folder.toString()),
                Map.entry("data.unlabelled", "."),
                Map.entry("vae.weights", "/no/such/file"))) {
            HttpResponse<String> answer = submit(inside.toString(), bad.getKey(), bad.getValue());
            assertThat(code(answer)).as(bad.toString()).isEqualTo("403 not-allowed");
            assertThat(answer.body()).contains("setting " + bad.getKey());
        }
        for (Map.Entry<String, String> good : List.of(
                Map.entry("data.split", "parts.csv"),
                Map.entry("data.split", list.toString()),
                Map.entry("data.groups", "none"),
                Map.entry("data.unlabelled", inside.toString()))) {
            HttpResponse<String> answer = submit(inside.toString(), good.getKey(), good.getValue());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
        as(Scope.ADMIN);
        JsonObject registration = new JsonObject().put("name", "mine").put("path", folder.toString());
        assertThat(system.post("/datasets", registration.encode()).statusCode()).isEqualTo(201);
        as(Scope.SUBMIT);
        assertThat(submit(inside.toString(), "data.split", outside.toString()).statusCode())
                .as("in a registered folder")
                .isEqualTo(201);
    }

    @Test
    void aScopeAllowsWhatItSaysAndNoMore() {
        as(Scope.READ);
        assertThat(code(submit(system.data.toString()))).isEqualTo("403 scope-needed");
        assertThat(system.get("/runs").statusCode()).isEqualTo(200);
        as(Scope.SUBMIT);
        JsonObject registration = new JsonObject().put("name", "mine").put("path", folder.toString());
        assertThat(code(system.post("/datasets", registration.encode()))).isEqualTo("403 scope-needed");
        String run = system.submit("x").value();
        HttpRequest delete =
                HttpRequest.newBuilder(system.uri("/runs/" + run)).DELETE().build();
        assertThat(code(system.send(delete))).isEqualTo("403 scope-needed");
        assertThat(system.post("/runs/" + run + "/stop", "").statusCode()).isEqualTo(202);
    }

    @Test
    void dataSetsAreListedAndTheirPicturesShown() throws IOException {
        Files.createDirectories(system.root.resolve("b"));
        Files.createDirectories(system.root.resolve(".hidden"));
        Files.createSymbolicLink(system.root.resolve("link"), folder);
        JsonObject registration = new JsonObject().put("name", "a").put("path", system.data.toString());
        system.post("/datasets", registration.encode());
        JsonArray sets = system.json("/datasets").getJsonArray("datasets");
        assertThat(sets.stream().map(set -> ((JsonObject) set).getString("name")))
                .containsExactly("a", "b");
        String path = "/datasets/" + sets.getJsonObject(0).getString("id") + "/samples/";
        assertThat(system.get(path + "0?part=overlay").headers().firstValue("content-type"))
                .contains("image/png");
        assertThat(code(system.get(path + "3"))).isEqualTo("404 no-picture");
        assertThat(code(system.get(path + "666"))).isEqualTo("422 bad-picture");
        assertThat(code(system.get(path + "-1"))).isEqualTo("400 bad-parameter");
        assertThat(code(system.get("/datasets/0123456789abcdef/samples/0"))).isEqualTo("404 no-dataset");
        JsonObject other = new JsonObject().put("name", "a").put("path", folder.toString());
        assertThat(code(system.post("/datasets", other.encode()))).isEqualTo("409 data-exists");
        JsonObject none = new JsonObject().put("name", "c").put("path", "/no/such");
        assertThat(code(system.post("/datasets", none.encode()))).isEqualTo("400 no-data");
    }

    private HttpResponse<String> upload(String name, byte[] archive) {
        return system.send(HttpRequest.newBuilder(system.uri("/datasets/" + name + "/archive"))
                .header("Content-Type", "application/zip")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(archive))
                .build());
    }

    private interface Entries {
        void write(ZipOutputStream zip) throws IOException;
    }

    private static byte[] zip(Entries entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entries.write(zip);
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        return zip(zip -> add(zip, name, content));
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    /** The head of a PNG of 100,000 x 100,000 pixels; decoding it would take 30 GB. */
    private static byte[] bomb() throws IOException {
        byte[] png = png();
        for (int at : new int[] {16, 20}) {
            png[at] = 0;
            png[at + 1] = 1;
            png[at + 2] = (byte) 0x86;
            png[at + 3] = (byte) 0xa0;
        }
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        for (int i = 0; i < 4; i++) {
            png[29 + i] = (byte) (crc.getValue() >>> 8 * (3 - i));
        }
        return png;
    }

    @Test
    void anArchiveBecomesADataSet() throws IOException {
        byte[] archive = zip(zip -> {
            add(zip, "images/1.png", png());
            add(zip, "masks/1.png", png());
            add(zip, "__MACOSX/._1.png", new byte[1]);
        });
        HttpResponse<String> answer = upload("new", archive);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(system.home.resolve("datasets/new/masks/1.png")).exists();
        assertThat(code(upload("new", archive))).isEqualTo("409 data-exists");
        as(Scope.SUBMIT);
        assertThat(submit(new JsonObject(answer.body()).getString("path")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void whatIsMaliciousIsRefusedAndLeavesNothing() throws IOException {
        byte[] zeros = new byte[8 << 20];
        assertThat(upload("a", zip("../../escape.png", png())).body()).contains("outside of it");
        assertThat(upload("a", zip("/etc/escape.png", png())).body()).contains("outside of it");
        assertThat(upload("a", zip("a\\..\\escape.png", png())).body()).contains("outside of it");
        assertThat(upload("a", zip("images/run.sh", png())).body()).contains("only pictures");
        assertThat(upload("a", zip("images/nested.zip", png())).body()).contains("only pictures");
        assertThat(upload("a", zip("images/1.png", "text".getBytes(StandardCharsets.UTF_8)))
                        .body())
                .contains("'1.png' is not a PNG");
        assertThat(upload("a", zip("images/1.png", bomb())).body()).contains("100000 x 100000 pixels");
        assertThat(upload("a", zip("big.txt", zeros)).body()).contains("unpacks to more than");
        assertThat(upload("a", "no zip".getBytes(StandardCharsets.UTF_8)).body())
                .contains("no zip file");
        assertThat(code(upload("a", new byte[(int) TestSystem.UPLOAD_LIMIT + 1])))
                .isEqualTo("413 too-large");
        assertThat(code(upload("A..", zip("1.png", png())))).isEqualTo("400 bad-parameter");
        try (var left = Files.list(system.home.resolve("datasets"))) {
            assertThat(left).isEmpty();
        }
        assertThat(folder.resolve("escape.png")).doesNotExist();
    }

    @Test
    void bytesAreCountedWhateverTheHeadersSay() throws IOException {
        List<Throwable> unhandled = new CopyOnWriteArrayList<>();
        system.vertx.exceptionHandler(unhandled::add);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), system.port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /api/v1/datasets/a/archive HTTP/1.1\r\nHost: x\r\nContent-Type: application/zip\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 1000; i++) {
                    out.write(chunk);
                }
            } catch (IOException closed) {
                // The server has seen enough.
            }
            byte[] answer = new byte[12];
            try {
                socket.getInputStream().readNBytes(answer, 0, 12);
                assertThat(new String(answer, StandardCharsets.US_ASCII)).isIn("HTTP/1.1 413", "\0".repeat(12));
            } catch (IOException reset) {
                // Closed before the answer could be read.
            }
        }
        Await.until("nothing is left", () -> {
            try (var left = Files.list(system.home.resolve("datasets"))) {
                return left.findAny().isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
        assertThat(unhandled).isEmpty();
    }
}
