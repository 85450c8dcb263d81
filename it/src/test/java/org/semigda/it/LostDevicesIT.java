package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Devices whose memory ends or whose partner does not answer: one attempt ends, never the server or its page. */
class LostDevicesIT {

    private static final long LITTLE = 32L << 20;
    private static final Map<String, String> SHORT =
            Map.of("stage2.steps", "4", "validate.every", "1000", "samples.count", "0");

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void prepare() {
        place = Workplace.in(folder);
    }

    @Test
    void aDeviceThatRunsOutOfMemoryEndsOneAttemptAndNothingElse() throws Exception {
        try (MemoryLimit limit = memory();
                Server server = place.serve()) {
            server.await("nodes", nodes -> nodes.path("nodes").size() == 1);
            limit.add(server.children().get(0));
            String run = server.submit(place.data(), SHORT);
            JsonNode end = server.awaitEnd(run); // asks the server again and again, also while the device dies
            assertThat(limit.kills()).as("processes that the system killed").isEqualTo(1);
            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("COMPLETED");
            assertThat(end.path("attempt").asInt()).isEqualTo(2);
            assertThat(Files.readString(place.home().resolve("logs/semigda.log")))
                    .contains("killed with SIGKILL (by hand, or because the machine ran out of memory)");
        }
    }

    private static MemoryLimit memory() {
        try {
            return MemoryLimit.of(LITTLE);
        } catch (IOException e) {
            return abort(
                    "skipped: no memory cgroup can be made here, which takes root and a machine of one's own: " + e);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "semigda.faults", matches = "\\d+", disabledReason = "long; runs with it/chaos")
    void aWorkerThatGetsNothingDoneIsShownAsHungAndItsRunGoesOn() throws Exception {
        Map<String, String> settings = new TreeMap<>(SHORT);
        settings.putAll(Map.of("devices", "2", "elastic.min", "2", "elastic.hang", "4"));
        settings.putAll(Map.of("batch.labelled", "2", "batch.unlabelled", "2", "stage0.batch", "4"));
        settings.put("stage2.steps", "200");
        try (Server server = place.serve("--devices", "cpu,cpu")) {
            String run = server.submit(place.data(), settings);
            server.awaitStep(run, 15);
            String second = nodeOf(server, 1);
            new ProcessBuilder("kill", "-STOP", Long.toString(process(second)))
                    .start()
                    .waitFor();
            server.await("nodes", nodes -> {
                for (JsonNode node : nodes.path("nodes")) {
                    if (node.path("state").asText().equals("HUNG")) {
                        assertThat(node.path("node").asText()).isNotEqualTo(second);
                        assertThat(node.path("why").asText()).contains("got nothing done for");
                        return true;
                    }
                }
                return false;
            });
            JsonNode end = server.awaitEnd(run);
            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("COMPLETED");
            assertThat(server.losses(run)).hasSize(8 + 200);
        }
    }

    private static String nodeOf(Server server, int rank) throws Exception {
        for (JsonNode node : server.get("nodes").path("nodes")) {
            for (JsonNode work : node.path("work")) {
                if (work.path("rank").asInt() == rank) {
                    return node.path("node").asText();
                }
            }
        }
        throw new AssertionError("nobody is worker " + rank);
    }

    /** The process that a node is, by the supervisor's word. */
    private long process(String node) throws IOException {
        String said = "the process of " + node + " is ";
        return Files.readAllLines(place.home().resolve("logs/semigda.log")).stream()
                .filter(line -> line.contains(said))
                .map(line -> Long.valueOf(
                        line.substring(line.indexOf(said) + said.length()).strip()))
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
