package org.semigda.orchestrator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.RunState;

/**
 * An orchestrator killed with SIGKILL while people submit, pause, resume, stop and delete: what was acknowledged holds
 * afterwards, every run is in a legal state, and index and folders say the same. {@code -Psoak} kills it 50 times.
 */
class KilledOrchestratorTest {

    private static final int KILLS = Integer.getInteger("semigda.kills", Boolean.getBoolean("semigda.soak") ? 50 : 5);
    private static final List<String> WORDS = List.of("pause", "resume", "stop", "delete", "submit", "submit");

    /** States a run may be in after a command was acknowledged, a crash and a restart. */
    private static final Map<String, Set<RunState>> AFTER = Map.of(
            "submit",
            EnumSet.allOf(RunState.class),
            "stop",
            EnumSet.of(RunState.STOPPED, RunState.COMPLETED),
            "resume",
            EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.RUNNING, RunState.COMPLETED),
            "pause",
            EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.RUNNING, RunState.PAUSED, RunState.COMPLETED));

    /** What was last asked of a run; {@code sure} once it was acknowledged. */
    private record Wish(String word, boolean sure) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(7);
    private final Map<String, Wish> wishes = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();

    @TempDir
    private Path folder;

    private Process process;
    private int port;

    @Test
    @Timeout(1800)
    void nothingAcknowledgedIsLost() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        int acknowledged = 0;
        start();
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged += actUntilItIsGone(kill);
            start();
            check();
        }
        settle();
        System.out.println("killed " + KILLS + " times between " + acknowledged + " acknowledged requests, "
                + wishes.size() + " runs");
        assertThat(acknowledged).isGreaterThan(2 * KILLS);
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dvertx.disableDnsResolver=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChaosServer.class.getName(),
                        folder.resolve("home").toString())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                port = Integer.parseInt(line.substring(5));
                drain(out);
                return;
            }
        }
        throw new AssertionError("it did not start: " + Files.readString(folder.resolve("err.txt")));
    }

    /** Its log goes on; a pipe that nobody empties holds up whoever writes into it. */
    private static void drain(BufferedReader out) {
        Thread reader = new Thread(() -> {
            try {
                out.transferTo(Writer.nullWriter());
            } catch (IOException killed) {
                // There is nothing more to read.
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private Thread killAfter(int millis) {
        Process victim = process;
        Thread killer = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(millis); // the random moment
                victim.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        killer.start();
        return killer;
    }

    /** Acts until the process is dead: some random time after so many requests were acknowledged, however slow it is. */
    private int actUntilItIsGone(int round) throws InterruptedException {
        int before = round % 2 == 0 ? 6 + random.nextInt(6) : 0;
        int millis = random.nextInt(1500);
        Optional<Thread> killer = Optional.empty();
        int done = 0;
        try {
            for (int n = 0; ; n++) {
                if (done >= before && killer.isEmpty()) {
                    killer = Optional.of(killAfter(millis));
                }
                done += act(round + "-" + n) ? 1 : 0;
            }
        } catch (HttpTimeoutException e) {
            throw new AssertionError("the orchestrator hangs", e);
        } catch (IOException gone) {
            killer.orElseThrow(() -> new AssertionError("it died by itself", gone))
                    .join();
            return done;
        }
    }

    /** Asks for one random thing; what it is for is noted before, that it is sure after. */
    private boolean act(String key) throws IOException {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        List<String> ids = new ArrayList<>(new TreeSet<>(wishes.keySet()));
        ids.removeIf(id -> wishes.get(id).equals(new Wish("delete", true)));
        if (word.equals("submit") || ids.isEmpty()) {
            keys.put(key, "");
            HttpResponse<String> answer = send("POST", "/runs", spec(key), key);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            String id = new JsonObject(answer.body()).getString("id");
            keys.put(key, id);
            wishes.put(id, new Wish("submit", true));
            return true;
        }
        String id = ids.get(Math.max(0, ids.size() - 1 - random.nextInt(6)));
        Wish before = wishes.get(id);
        wishes.put(id, new Wish(word, false));
        HttpResponse<String> answer = word.equals("delete")
                ? send("DELETE", "/runs/" + id, "", "")
                : send("POST", "/runs/" + id + "/" + word, "", "");
        assertThat(answer.statusCode()).as(answer.body()).isIn(202, 204, 404, 409);
        boolean taken = answer.statusCode() < 300;
        wishes.put(id, taken ? new Wish(word, true) : before);
        return taken;
    }

    private String spec(String name) {
        return new JsonObject()
                .put("apiVersion", "semigda/v1")
                .put("name", name)
                .put("data", folder.resolve("data").toString())
                .put("preset", "demo")
                .put("settings", new JsonObject())
                .encode();
    }

    private HttpResponse<String> send(String method, String path, String body, String key) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, RunState> states() throws IOException {
        Map<String, RunState> states = new HashMap<>();
        String next = "";
        do {
            JsonObject page =
                    new JsonObject(send("GET", "/runs?limit=100" + next, "", "").body());
            JsonArray runs = page.getJsonArray("runs");
            runs.forEach(run -> states.put(
                    ((JsonObject) run).getString("id"), RunState.valueOf(((JsonObject) run).getString("state"))));
            next = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
        } while (!next.isEmpty());
        return states;
    }

    private Set<String> folders() throws IOException {
        if (!Files.exists(folder.resolve("home/runs"))) {
            return Set.of(); // killed before the first run
        }
        try (var files = Files.list(folder.resolve("home/runs"))) {
            Set<String> names = new TreeSet<>();
            files.forEach(path -> names.add(path.getFileName().toString()));
            return names;
        }
    }

    private void check() throws IOException {
        Map<String, RunState> states = states();
        assertThat(new TreeSet<>(states.keySet())).as("index and folders").isEqualTo(folders());
        for (Map.Entry<String, String> submitted : keys.entrySet()) {
            if (submitted.getValue().isEmpty()) { // the answer was lost with the process: asking again settles it
                HttpResponse<String> answer = send("POST", "/runs", spec(submitted.getKey()), submitted.getKey());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                String id = new JsonObject(answer.body()).getString("id");
                submitted.setValue(id);
                wishes.put(id, new Wish("submit", true));
                states.putIfAbsent(id, RunState.QUEUED);
            }
        }
        for (Map.Entry<String, Wish> entry : Map.copyOf(wishes).entrySet()) {
            String id = entry.getKey();
            Wish wish = entry.getValue();
            RunState state = states.get(id);
            if (wish.word().equals("delete")) {
                assertThat(wish.sure() && state != null)
                        .as("%s was deleted but is %s", id, state)
                        .isFalse();
                if (state == null) {
                    wishes.remove(id);
                    keys.values().remove(id);
                } else {
                    wishes.put(id, new Wish("submit", true)); // what held before is not known any more
                }
            } else {
                assertThat(state).as("%s after %s is lost", id, wish).isNotNull();
                Set<RunState> legal = wish.sure() ? AFTER.get(wish.word()) : EnumSet.allOf(RunState.class);
                assertThat(legal).as("%s after %s", id, wish).contains(state);
                if (!wish.sure()) {
                    wishes.put(id, new Wish("submit", true));
                }
            }
        }
    }

    /** Everything is stopped; then every folder says what the index says, and a pause that was asked for had come. */
    private void settle() throws Exception {
        for (String id : states().keySet()) {
            send("POST", "/runs/" + id + "/stop", "", "");
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!states().values().stream().allMatch(RunState::ended) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        Map<String, RunState> states = states();
        assertThat(states.values()).allMatch(RunState::ended);
        for (Map.Entry<String, RunState> run : states.entrySet()) {
            JsonObject record =
                    new JsonObject(Files.readString(folder.resolve("home/runs/" + run.getKey() + "/run.json")));
            assertThat(record.getString("state")).isEqualTo(run.getValue().name());
            for (String state : List.of("STOPPED", "COMPLETED", "FAILED")) {
                String listed =
                        send("GET", "/runs?limit=1000&state=" + state, "", "").body();
                assertThat(listed.contains(run.getKey()))
                        .isEqualTo(state.equals(run.getValue().name()));
            }
        }
    }
}
