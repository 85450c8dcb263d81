package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WorkerCommand;

@Timeout(300)
class EventStreamTest {

    private TestSystem system;
    private FakeNode node;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        system = new TestSystem(temporary);
        node = FakeNode.start(system.vertx, "a");
    }

    @AfterEach
    void end() {
        system.close();
    }

    private static List<Long> ids(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private void metrics(WorkerCommand.Launch run, int from, int to) {
        for (int step = from; step <= to; step++) {
            node.say(run, new RunEvent.Metrics(2, step, Map.of("loss/total", 1.0 / step)));
        }
    }

    @Test
    void aStreamReplaysAndGoesOnLive() {
        WorkerCommand.Launch run = system.running(node, "first");
        metrics(run, 1, 3);
        try (SseClient client = SseClient.open(system, "/runs/" + run.run() + "/events")) {
            assertThat(client.next().type()).isEqualTo("run");
            SseClient.Event state = client.nextStored();
            assertThat(state.type()).isEqualTo("state");
            assertThat(client.ids(3)).isEqualTo(ids(2, 4));
            metrics(run, 4, 4);
            SseClient.Event live = client.nextStored();
            assertThat(live.id()).isEqualTo("5");
            assertThat(live.type()).isEqualTo("metrics");
            assertThat(Wire.read(live.data(), RunEvent.class).body())
                    .isEqualTo(new RunEvent.Metrics(2, 4, Map.of("loss/total", 0.25)));
            node.say(run, RunState.COMPLETED);
            client.awaitRunState("COMPLETED");
            Await.until("heartbeats come", () -> client.heartbeats() > 1);
        }
    }

    @Test
    void aReconnectHasNeitherGapNorRepeatWhileEventsKeepComing() {
        WorkerCommand.Launch run = system.running(node, "first");
        String path = "/runs/" + run.run() + "/events?after=1";
        Thread worker = new Thread(() -> metrics(run, 1, 1500));
        worker.start();
        List<Long> seen = new ArrayList<>();
        String last = "";
        while (seen.size() < 1500) {
            String[] headers = last.isEmpty() ? new String[0] : new String[] {"Last-Event-ID", last};
            try (SseClient client = SseClient.open(system, path, headers)) {
                seen.addAll(client.ids(Math.min(100, 1500 - seen.size())));
                last = String.valueOf(seen.get(seen.size() - 1));
            }
        }
        assertThat(seen).isEqualTo(ids(2, 1501));

        // Now that nothing happens any more, the long history still comes without a push from a new event.
        try (SseClient client = SseClient.open(system, "/runs/" + run.run() + "/events")) {
            assertThat(client.ids(1501)).isEqualTo(ids(1, 1501));
        }
    }

    @Test
    void manyClientsSeeTheSame() {
        WorkerCommand.Launch run = system.running(node, "first");
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            clients.add(SseClient.open(system, "/runs/" + run.run() + "/events"));
        }
        metrics(run, 1, 200);
        for (SseClient client : clients) {
            assertThat(client.ids(201)).isEqualTo(ids(1, 201));
            client.close();
        }
    }

    @Test
    void aSlowClientHoldsNobodyUpAndStillGetsAll() throws IOException {
        WorkerCommand.Launch run = system.running(node, "first");
        String text = "x".repeat(8000);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.setSoTimeout(60_000);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), system.port()));
            String request = "GET /api/v1/runs/" + run.run() + "/events HTTP/1.1\r\nHost: x\r\n\r\n";
            slow.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 2000; i++) { // 16 MB: more than any socket buffer takes
                node.say(run, new RunEvent.Log("info", text));
            }
            List<Long> seen = new ArrayList<>();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.US_ASCII));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (seen.size() < 2001
                    && System.nanoTime() < deadline) { // heartbeats would keep the read alive for ever
                String line = lines.readLine();
                if (line.startsWith("id: ")) {
                    seen.add(Long.valueOf(line.substring(4)));
                }
            }
            assertThat(seen).isEqualTo(ids(1, 2001));
        }
    }

    @Test
    void aStreamContinuesAfterARestartOfTheOrchestrator() {
        WorkerCommand.Launch run = system.running(node, "first");
        metrics(run, 1, 3);
        system.restart();
        node = FakeNode.start(system.vertx, "a");
        WorkerCommand.Launch again = node.next(WorkerCommand.Launch.class);
        node.say(again, RunState.RUNNING);
        try (SseClient client = SseClient.open(system, "/runs/" + run.run() + "/events", "Last-Event-ID", "3")) {
            assertThat(client.ids(2)).isEqualTo(ids(4, 5));
            metrics(again, 4, 4);
            assertThat(client.ids(1)).isEqualTo(ids(6, 6));
        }
    }

    @Test
    void theStreamOfAllRunsTellsStates() {
        try (SseClient client = SseClient.open(system, "/events")) {
            WorkerCommand.Launch run = system.running(node, "first");
            SseClient.Event first = client.next();
            assertThat(first.id()).isEmpty();
            assertThat(first.type()).isEqualTo("run");
            assertThat(first.json().getString("id")).isEqualTo(run.run().value());
            client.awaitRunState("RUNNING");
            node.say(run, RunState.COMPLETED);
            client.awaitRunState("COMPLETED");
        }
    }
}
