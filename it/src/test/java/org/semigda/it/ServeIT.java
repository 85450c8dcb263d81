package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Ran;
import org.semigda.it.CommandLine.Running;
import org.semigda.protocol.RunSpec;

/** A server that is ended in the middle of a run, and started again. */
class ServeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void aServerEndedInTheMiddleOfARunGoesOnWithItAfterwards() throws Exception {
        CommandLine semigda = new CommandLine(folder);
        Path data = folder.resolve("phantoms");
        assertThat(semigda.run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32")
                        .code())
                .isZero();
        int port = TinyRun.freePort();
        String[] serve = {
            "serve", "--port", "" + port, "--home", folder.resolve("home").toString()
        };
        URI run;
        try (Running server = semigda.start(serve)) {
            String address = server.awaitLine(line -> line.startsWith("page: ")).substring("page: ".length());
            run = submit(URI.create(address), data);
            awaitRun(run, view -> view.path("progress").path("step").asInt() > 20);
            server.interrupt();
            Ran ended = server.await();
            assertThat(ended.code()).isZero();
            assertThat(ended.err()).containsExactly("ending");
        }
        try (Running server = semigda.start(serve)) {
            server.awaitLine(line -> line.startsWith("page: "));
            JsonNode end = awaitRun(run, view -> view.path("state").asText().equals("COMPLETED"));
            assertThat(end.path("attempt").asInt()).isEqualTo(2);
            assertThat(end.path("scores").path("images").asInt()).isEqualTo(5);
        }
    }

    private URI submit(URI address, Path data) throws Exception {
        Map<String, String> settings = new HashMap<>(TinyRun.SETTINGS);
        settings.put("data.labelled", "50%");
        settings.put("checkpoint.every", "5");
        settings.put("validate.every", "20");
        RunSpec spec = new RunSpec(RunSpec.VERSION, "served", data.toString(), "demo", settings);
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/v1/runs"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(spec)))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return address.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private JsonNode awaitRun(URI run, Predicate<JsonNode> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            last = http.send(HttpRequest.newBuilder(run).build(), BodyHandlers.ofString())
                    .body();
            JsonNode view = JSON.readTree(last);
            if (wanted.test(view)) {
                return view;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the run did not get there: " + last);
    }
}
