package org.semigda.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.semigda.it.CommandLine.Running;
import org.semigda.protocol.Queueing;
import org.semigda.protocol.RunSpec;

/** A {@code serve} in a JVM of its own that may be killed and started again on the same home and ports. */
final class Server implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CommandLine semigda;
    private final String[] words;
    private final URI base;
    private Running running;

    Server(CommandLine semigda, Path home, String... more) throws Exception {
        this.semigda = semigda;
        int port = TinyRun.freePort();
        this.base = URI.create("http://127.0.0.1:" + port + "/api/v1/");
        this.words = Stream.concat(Stream.of("serve", "--port", "" + port, "--home", home.toString()), Stream.of(more))
                .toArray(String[]::new);
        this.running = start();
    }

    private Running start() throws Exception {
        Running started = semigda.start(words);
        started.awaitLine(line -> line.startsWith("page: "));
        return started;
    }

    /** Kills it as the system's out-of-memory killer would. */
    void kill() throws InterruptedException {
        running.process().destroyForcibly().waitFor();
    }

    void startAgain() throws Exception {
        running = start();
    }

    /** The processes of its devices. */
    List<ProcessHandle> children() {
        return running.process().children().toList();
    }

    /** Submits a tiny run with these settings changed; gives its id. */
    String submit(Path data, Map<String, String> changes) throws Exception {
        Map<String, String> settings = new TreeMap<>(TinyRun.SETTINGS);
        settings.put("data.labelled", "50%");
        settings.putAll(changes);
        Queueing queue = new Queueing(0, List.of(), 100, 0, List.of());
        RunSpec spec = new RunSpec(RunSpec.VERSION, "faulty", data.toString(), "demo", settings, queue);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(base.resolve("runs"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(spec)))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
        return JSON.readTree(answer.body()).path("id").asText();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    /** Asks again and again until the answer is as wanted. */
    JsonNode await(String path, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode last = JSON.createObjectNode();
        while (System.nanoTime() < end) {
            last = get(path);
            if (wanted.test(last)) {
                return last;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(path + " did not get there: " + last);
    }

    /** Waits until the run has done so many steps. */
    JsonNode awaitStep(String run, long step) throws IOException, InterruptedException {
        return await(
                "runs/" + run,
                view -> view.path("progress").path("step").asLong() >= step
                        || view.path("state").asText().equals("FAILED"));
    }

    JsonNode awaitEnd(String run) throws IOException, InterruptedException {
        return await("runs/" + run, view -> List.of("COMPLETED", "FAILED", "STOPPED")
                .contains(view.path("state").asText()));
    }

    /** The loss by step. */
    Map<Long, Double> losses(String run) throws IOException, InterruptedException {
        Map<Long, Double> losses = new TreeMap<>();
        for (JsonNode point :
                get("runs/" + run + "/metrics?names=loss/total").path("series").path("loss/total")) {
            if (losses.put(point.get(0).asLong(), point.get(1).asDouble()) != null) {
                throw new AssertionError("step " + point.get(0) + " is there twice");
            }
        }
        return losses;
    }

    @Override
    public void close() throws InterruptedException {
        running.close();
    }
}
