package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Running;

/**
 * A worker in a network namespace of its own, whose only link to the orchestrator is cut and mended. Needs root and {@code ip};
 * without the right to make namespaces it is skipped and says so.
 */
class NetworkCutIT {

    private static final String SPACE = "semigda-it";
    private static final String HERE = "10.213.77.1";
    private static final String THERE = "10.213.77.2";

    @TempDir
    private Path folder;

    private record Done(int code, String text) {}

    private static Done run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Done(process.waitFor(), text);
    }

    private static void must(String line) throws Exception {
        Done done = run(line.split(" "));
        assertThat(done.code()).as(line + ": " + done.text()).isZero();
    }

    @BeforeEach
    void makeNamespace() throws Exception {
        boolean tool = run("sh", "-c", "command -v ip").code() == 0;
        assertThat(tool || System.getenv("CI") == null)
                .as("'ip' is missing under CI; .ci/run installs iproute2")
                .isTrue();
        assumeTrue(tool, "skipped: 'ip' (iproute2) is not installed");
        run("ip", "netns", "del", SPACE);
        Done made = run("ip", "netns", "add", SPACE);
        assumeTrue(made.code() == 0, "skipped: no network namespace can be made here: " + made.text());
        must("ip link add semigda0 type veth peer name semigda1 netns " + SPACE);
        must("ip addr add " + HERE + "/30 dev semigda0");
        must("ip link set semigda0 up");
        must("ip -n " + SPACE + " addr add " + THERE + "/30 dev semigda1");
        must("ip -n " + SPACE + " link set semigda1 up");
        must("ip -n " + SPACE + " link set lo up");
    }

    @AfterEach
    void removeNamespace() throws Exception {
        run("ip", "link", "del", "semigda0");
        run("ip", "netns", "del", SPACE);
    }

    @Test
    void aWorkerThatIsCutOffIsShownAsLostAndUsedAgainOnceTheLinkIsMended() throws Exception {
        Workplace place = Workplace.in(folder);
        int port = TinyRun.freePort();
        try (Stalls stalls = Stalls.watch();
                Server server = place.serve("--devices", "none", "--cluster-host", HERE, "--cluster-port", "" + port);
                Running worker = place.semigda()
                        .startBehind(
                                List.of("ip", "netns", "exec", SPACE),
                                "worker",
                                "--join",
                                HERE + ":" + port,
                                "--devices",
                                "cpu",
                                "--home",
                                folder.resolve("worker").toString(),
                                "--cluster-secret",
                                place.home().resolve("cluster-secret").toString())) {
            server.await("nodes", nodes -> nodes.path("nodes").size() == 1);
            Map<String, String> settings = Map.of(
                    "stage2.steps", "100", "validate.every", "1000", "checkpoint.every", "5", "samples.count", "0");
            String run = server.submit(place.data(), settings);
            server.awaitStep(run, 12);
            must("ip link set semigda0 down");
            Stalls.Span cut = stalls.begin();
            JsonNode lost = server.await("nodes", nodes -> state(nodes).equals("LOST"));
            assertThat(cut.seconds()).as("seconds until it is shown").isLessThan(Promises.SHOWN_SECONDS);
            assertThat(lost.path("nodes").get(0).path("why").asText()).contains("the network between is cut");
            must("ip link set semigda0 up");
            Stalls.Span mended = stalls.begin();
            server.await("nodes", nodes -> List.of("ALIVE", "SLOW").contains(state(nodes)));
            server.await("runs/" + run, view -> List.of("RUNNING", "COMPLETED", "FAILED")
                    .contains(view.path("state").asText()));
            assertThat(mended.seconds())
                    .as("seconds until the run goes on once the link is there again")
                    .isLessThan(Promises.CONTINUED_SECONDS);
            JsonNode end = server.awaitEnd(run);
            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("COMPLETED");
            assertThat(end.path("attempt").asInt()).isEqualTo(2);
            assertThat(server.losses(run)).hasSize(108);
            assertThat(worker.process().isAlive()).isTrue();
        }
    }

    private static String state(JsonNode nodes) {
        return nodes.path("nodes").get(0).path("state").asText();
    }
}
