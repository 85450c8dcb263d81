package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Running;

/**
 * Real processes are killed, crashed, frozen and run out of memory in the middle of a run. The run completes, its losses are
 * those of a run that nobody disturbed, and what is promised about the time in between holds ({@link Promises}).
 * {@code it/chaos} does it 20 times in one run.
 */
class FaultsIT {

    private static final int FAULTS = Integer.getInteger("semigda.faults", 2);
    private static final int OUTAGE_SECONDS = Integer.getInteger("semigda.outage", 3);
    private static final int STEPS_BETWEEN = 30;
    private static final int FIRST_STAGES = 8;

    /** What is done to a run. */
    private enum Fault {
        KILL_DEVICE,
        KILL_SERVER,
        /** Until it is shown as lost; then it goes on. */
        FREEZE_DEVICE_FOR_A_WHILE,
        CRASH_DEVICE,
        /** Its supervisor kills it in the end. */
        FREEZE_DEVICE
    }

    @TempDir
    private Path folder;

    private Workplace place;

    @BeforeEach
    void prepare() {
        place = Workplace.in(folder);
    }

    private static Map<String, String> settings(int steps) {
        Map<String, String> settings = new HashMap<>();
        settings.put("stage2.steps", "" + steps);
        settings.put("validate.every", "1000");
        settings.put("checkpoint.every", "" + Promises.CHECKPOINT_EVERY);
        settings.put("samples.count", "0");
        return settings;
    }

    /** The losses of the same run in one process that nobody disturbs. */
    private Map<Long, Double> undisturbed(Map<String, String> settings) throws Exception {
        Path out = folder.resolve("undisturbed");
        assertThat(place.semigda()
                        .run(TinyRun.train(place.data(), out, settings))
                        .code())
                .isZero();
        ObjectMapper json = new ObjectMapper();
        Map<Long, Double> losses = new TreeMap<>();
        for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
            JsonNode point = json.readTree(line);
            JsonNode loss = point.path("values").path("loss/total");
            if (loss.isNumber()) {
                losses.put(point.path("step").asLong(), loss.asDouble());
            }
        }
        return losses;
    }

    @Test
    void aRunWhoseProcessesAreKilledHasTheLossesOfOneThatNobodyDisturbed() throws Exception {
        Map<String, String> settings = settings(STEPS_BETWEEN * (FAULTS + 1));
        Map<Long, Double> expected = undisturbed(settings);
        assertThat(expected).hasSize(FIRST_STAGES + STEPS_BETWEEN * (FAULTS + 1));
        Random random = new Random(11);
        try (Promises promises = new Promises(place.home());
                Server server = place.serve()) {
            String run = server.submit(place.data(), settings);
            for (int n = 0; n < FAULTS; n++) {
                server.awaitStep(run, FIRST_STAGES + 5 + (long) n * STEPS_BETWEEN);
                // The first ones are always the same, so that each kind is among them.
                Fault fault = Fault.values()[n < Fault.values().length ? n : random.nextInt(Fault.values().length)];
                promises.loseWorker(server, run, fault.toString(), () -> disturb(promises, server, fault));
            }
            JsonNode end = server.awaitEnd(run);
            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("COMPLETED");
            assertThat(server.losses(run)).isEqualTo(expected);
            promises.requireLittleRepeated(run);
        }
    }

    private static void disturb(Promises promises, Server server, Fault fault) throws Exception {
        List<ProcessHandle> devices = server.children();
        switch (fault) {
            case KILL_DEVICE -> signal(devices, "KILL");
            case CRASH_DEVICE -> signal(devices, "SEGV");
            case FREEZE_DEVICE -> signal(devices, "STOP");
            case FREEZE_DEVICE_FOR_A_WHILE -> {
                signal(devices, "STOP");
                Stalls.Span frozen = promises.begin();
                JsonNode slow = server.await("nodes", nodes -> !state(nodes).equals("ALIVE"));
                assertThat(state(slow)).as(slow.toString()).isEqualTo("SLOW");
                JsonNode lost = server.await("nodes", nodes -> state(nodes).equals("LOST"));
                assertThat(frozen.seconds()).as("seconds until it is shown").isLessThan(Promises.SHOWN_SECONDS);
                assertThat(lost.path("nodes").get(0).path("why").asText()).startsWith("silent since");
                signal(devices, "CONT");
                server.await("nodes", nodes -> List.of("ALIVE", "SLOW").contains(state(nodes)));
            }
            case KILL_SERVER -> {
                server.kill();
                for (ProcessHandle device : devices) {
                    device.onExit().get(); // it ends with its parent, however that ended
                }
                server.startAgain();
            }
        }
    }

    private static void signal(List<ProcessHandle> processes, String name) throws Exception {
        for (ProcessHandle process : processes) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    @Test
    void aWorkerTrainsOnWithoutItsOrchestratorWhichFindsEveryPointWhenItIsBack() throws Exception {
        int steps = 40 + 30 * OUTAGE_SECONDS;
        int port = TinyRun.freePort();
        try (Server server = place.serve("--devices", "none", "--cluster-port", "" + port);
                Running worker = place.semigda()
                        .start(
                                "worker",
                                "--join",
                                "127.0.0.1:" + port,
                                "--devices",
                                "cpu",
                                "--home",
                                folder.resolve("worker").toString(),
                                "--cluster-secret",
                                place.home().resolve("cluster-secret").toString(),
                                "--name",
                                "other")) {
            server.await("nodes", nodes -> nodes.path("nodes").size() == 1);
            String run = server.submit(place.data(), settings(steps));
            server.awaitStep(run, 15);
            server.kill();
            long killed = System.currentTimeMillis();
            Thread.sleep(OUTAGE_SECONDS * 1000L); // how long it is away
            long back = System.currentTimeMillis();
            server.startAgain();
            JsonNode end = server.awaitEnd(run);
            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("COMPLETED");
            assertThat(end.path("attempt").asInt()).isEqualTo(1);
            assertThat(server.losses(run)).hasSize(FIRST_STAGES + steps);
            long meanwhile = RunHistory.of(place.home(), run).stepsBetween(killed, back);
            System.out.println("steps while the orchestrator was away: " + meanwhile);
            assertThat(meanwhile).as("steps while the orchestrator was away").isPositive();
            JsonNode node = server.get("nodes").path("nodes").get(0);
            assertThat(node.path("node").asText()).isEqualTo("other-cpu");
            worker.interrupt();
            assertThat(worker.await().code()).isZero();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "semigda.faults", matches = "\\d+", disabledReason = "long; runs with it/chaos")
    void aRunOnTwoDevicesEndsForBothWhenOneCrashesAndGoesOnWithBoth() throws Exception {
        try (Promises promises = new Promises(place.home());
                Server server = place.serve("--devices", "cpu,cpu")) {
            String run = server.submit(place.data(), onTwoDevices(50));
            server.awaitStep(run, FIRST_STAGES + 5);
            ProcessHandle second = server.children().get(1);
            promises.loseWorker(server, run, "CRASH_SECOND", () -> signal(List.of(second), "SEGV"));
            JsonNode end = server.awaitEnd(run);
            assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("COMPLETED");
            assertThat(end.path("attempt").asInt()).isEqualTo(2);
            assertThat(server.losses(run)).hasSize(FIRST_STAGES + 50);
            assertThat(server.get("runs/" + run + "/logs").toString()).contains("trains on 2 devices");
            JsonNode waits = server.get("runs/" + run + "/metrics?names=time/sync_ms")
                    .path("series")
                    .path("time/sync_ms");
            assertThat(waits.size())
                    .as("steps that say how long they waited for the other device")
                    .isEqualTo(FIRST_STAGES + 50);
            promises.requireLittleRepeated(run);
        }
    }

    private static Map<String, String> onTwoDevices(int steps) {
        Map<String, String> settings = settings(steps);
        settings.putAll(Map.of(
                "devices",
                "2",
                "elastic.min",
                "2",
                "batch.labelled",
                "2",
                "batch.unlabelled",
                "2",
                "stage0.batch",
                "4"));
        return settings;
    }

    private static String state(JsonNode nodes) {
        return nodes.path("nodes").get(0).path("state").asText();
    }
}
