package org.semigda.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;

class RunFolderTest {

    private static final RunId RUN = new RunId("20261123-001530-qkzv");

    private Path path;
    private RunFolder folder;

    private static RunRecord record() {
        RunSpec spec = new RunSpec(RunSpec.VERSION, "name", "/data", "demo", Map.of("seed", "3"));
        return RunRecord.queued(RUN, spec, Map.of("seed", "3", "method", "semigda"), 1000, "1.0");
    }

    @BeforeEach
    void create(@TempDir Path temporary) throws IOException {
        path = temporary;
        folder = RunFolder.create(path, record(), "{}");
    }

    private static RunEvent metric(int attempt, long seq) {
        return new RunEvent(RUN, attempt, seq, 5, new RunEvent.Metrics(2, seq, Map.of("loss/total", seq / 2.0)));
    }

    private List<StoredEvent> reopen() throws IOException {
        folder.close();
        List<StoredEvent> replayed = new ArrayList<>();
        folder = RunFolder.open(path, replayed::add);
        return replayed;
    }

    private static List<Long> ids(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::id).toList();
    }

    private Path file(String name) {
        return path.resolve(name);
    }

    @Test
    void theRecordComesBackAsItWasWritten() throws IOException {
        RunRecord failed = record().to(RunState.STARTING, 2000)
                .to(RunState.RUNNING, 2500)
                .failed(new Failure("code", "message", "cause"), 3000);
        for (RunRecord each : List.of(record(), failed, failed.nextAttempt(2, 4000))) {
            folder.save(each);
            assertThat(RunFolder.record(path)).isEqualTo(each);
        }
        assertThat(failed.started()).hasValue(2500);
        assertThat(failed.ended()).hasValue(3000);
        assertThat(failed.nextAttempt(2, 4000).ended()).isEmpty();
        try (var files = Files.list(path)) {
            assertThat(files.map(p -> p.getFileName().toString()))
                    .as("no temporary file is left")
                    .containsExactlyInAnyOrder("run.json", "submitted.json", ".place");
        }
    }

    @Test
    void aRecordOfAnotherFormatIsRefused() throws IOException {
        JsonObject json = new JsonObject(Files.readString(file("run.json"))).put("format", 2);
        Files.writeString(file("run.json"), json.encode());
        assertThatThrownBy(() -> RunFolder.record(path)).hasMessageContaining("format 2 is not known");
    }

    @Test
    void idsHaveNoGapAndRepeatsAreDropped() throws IOException {
        assertThat(folder.append(metric(1, 1)).orElseThrow().id()).isEqualTo(1);
        assertThat(folder.append(metric(1, 3)).orElseThrow().id()).isEqualTo(2);
        assertThat(folder.append(metric(1, 3))).isEmpty();
        assertThat(folder.append(metric(1, 2)).orElseThrow().id()).isEqualTo(3);
        assertThat(folder.append(metric(1, 1))).isEmpty();
        assertThat(folder.append(metric(2, 1)).orElseThrow().id()).isEqualTo(4);
        assertThat(folder.append(metric(1, 9))).as("its attempt is over").isEmpty();

        assertThat(ids(reopen())).containsExactly(1L, 2L, 3L, 4L);
        assertThat(folder.append(metric(2, 1))).isEmpty();
        assertThat(folder.append(metric(1, 9))).isEmpty();
        assertThat(folder.append(metric(2, 2)).orElseThrow().id()).isEqualTo(5);
    }

    @Test
    void aTornLastLineIsCutOffAndItsEventStoredAnew() throws IOException {
        folder.append(metric(1, 1));
        folder.append(metric(1, 2));
        for (String torn : List.of("{\"id\":3,\"ev", "{\"id\":3}\n", "\0\0\0\0\n")) {
            Files.writeString(file("events.jsonl"), torn, StandardOpenOption.APPEND);
            assertThat(ids(reopen())).containsExactly(1L, 2L);
        }
        assertThat(folder.append(metric(1, 3)).orElseThrow().id()).isEqualTo(3);
        assertThat(ids(reopen())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aBrokenLineInTheMiddleIsReportedAndNothingIsCut() throws IOException {
        folder.append(metric(1, 1));
        Files.writeString(file("events.jsonl"), "broken\n", StandardOpenOption.APPEND);
        Files.writeString(
                file("events.jsonl"),
                Files.readAllLines(file("events.jsonl")).get(0) + "\n",
                StandardOpenOption.APPEND);
        long size = Files.size(file("events.jsonl"));
        assertThatThrownBy(this::reopen)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("events.jsonl")
                .hasMessageContaining("is not an event");
        assertThat(Files.size(file("events.jsonl"))).isEqualTo(size);
    }

    @Test
    void metricsAndLogCatchUpWithEvents() throws IOException {
        for (long seq = 1; seq <= 3; seq++) {
            folder.append(metric(1, seq));
        }
        folder.append(new RunEvent(RUN, 1, 4, 5, new RunEvent.Log("info", "hello")));
        List<String> lines = Files.readAllLines(file("metrics.jsonl"));
        Files.writeString(
                file("metrics.jsonl"), lines.get(0) + "\n" + lines.get(1).substring(0, 9));
        Files.delete(file("log.jsonl"));
        reopen();
        assertThat(Files.readAllLines(file("metrics.jsonl"))).isEqualTo(lines);
        assertThat(folder.logs(10)).containsExactly(new LogLine(4, 5, "info", "hello"));
    }

    @Test
    void anEventAndWhatFollowsFromItAreStoredBothOrNeither() throws IOException {
        folder.append(metric(1, 1));
        folder.close();
        Files.delete(file("metrics.jsonl"));
        Files.createDirectory(file("metrics.jsonl")); // cannot be written any more
        assertThatThrownBy(() -> folder.append(metric(1, 2))).isInstanceOf(IOException.class);
        assertThat(folder.events().lastId()).isEqualTo(1);
        Files.delete(file("metrics.jsonl"));
        assertThat(folder.append(metric(1, 2)).orElseThrow().id()).isEqualTo(2);
        assertThat(Files.readAllLines(file("events.jsonl"))).hasSize(2);
    }

    @Test
    void aCursorReadsOnFromAnyPlaceInBoundedPieces() throws IOException {
        for (long seq = 1; seq <= 3000; seq++) {
            folder.append(metric(1, seq));
        }
        for (long after : new long[] {0, 1, 255, 256, 257, 1000, 2999, 3000, 5000}) {
            EventCursor cursor = folder.events().after(after);
            List<Long> read = new ArrayList<>();
            int largest = 0;
            while (cursor.behind()) {
                List<StoredEvent> piece = cursor.read();
                largest = Math.max(largest, piece.size());
                read.addAll(ids(piece));
            }
            assertThat(read)
                    .isEqualTo(LongStream.rangeClosed(after + 1, 3000).boxed().toList());
            assertThat(largest).isLessThan(1000);
            assertThat(cursor.read()).isEmpty();
        }
    }

    @Test
    void aCursorCanSkipWhatItsReaderHasAndReadsLinesOfAnyLength() throws IOException {
        EventCursor cursor = folder.events().after(0);
        folder.append(metric(1, 1));
        cursor.skip(1);
        assertThat(cursor.behind()).isFalse();
        String text = "ä".repeat(200_000);
        folder.append(new RunEvent(RUN, 1, 2, 5, new RunEvent.Log("info", text)));
        List<StoredEvent> read = cursor.read();
        assertThat(ids(read)).containsExactly(2L);
        assertThat(read.get(0).event().body()).isEqualTo(new RunEvent.Log("info", text));
    }

    @Test
    void theOrchestratorsOwnLinesStandInTheLogToo() throws IOException {
        folder.log(1, "warn", "one");
        folder.log(2, "warn", "two");
        folder.log(3, "warn", "three");
        assertThat(folder.logs(2)).extracting(LogLine::message).containsExactly("two", "three");
    }

    @Test
    void aStepSaidTwiceIsOnePointTheLaterOne() throws IOException {
        for (long seq = 1; seq <= 3; seq++) {
            RunEvent.Body body = new RunEvent.Metrics(2, seq / 2, Map.of("loss/total", (double) seq));
            folder.append(new RunEvent(RUN, 1, seq, 5, body));
        }
        assertThat(folder.curves(MetricQuery.ALL)).startsWith("{\"series\":{\"loss/total\":[[0,1.0],[1,3.0]]}");
    }

    @Test
    void curvesAreReadFromTheFile() throws IOException {
        folder.append(metric(1, 1));
        folder.append(metric(1, 2));
        assertThat(folder.curves(MetricQuery.ALL))
                .isEqualTo(
                        "{\"series\":{\"loss/total\":[[1,0.5],[2,1.0]]},\"stages\":[[2,1]],\"attempts\":[[1,1]],\"lastEvent\":2}");
    }

    @Test
    void curvesGrowWithTheFileAndGoBackWithANewAttempt() throws IOException {
        folder.append(metric(1, 1));
        assertThat(folder.curves(MetricQuery.ALL)).contains("[[1,0.5]]");
        folder.append(metric(1, 2));
        folder.append(metric(1, 3));
        assertThat(folder.curves(MetricQuery.ALL)).contains("[[1,0.5],[2,1.0],[3,1.5]]");
        RunEvent.Body again = new RunEvent.Metrics(2, 2, Map.of("loss/total", 7.0));
        folder.append(new RunEvent(RUN, 2, 1, 5, again));
        assertThat(folder.curves(MetricQuery.ALL)).contains("[[1,0.5],[2,7.0]]").contains("\"attempts\":[[1,1],[2,2]]");
        reopen();
        assertThat(folder.curves(MetricQuery.ALL)).contains("[[1,0.5],[2,7.0]]");
        assertThat(folder.curves(new MetricQuery(Set.of("loss/total"), 2, 5, 4)))
                .contains("[[2,7.0]]");
        assertThat(folder.curves(new MetricQuery(Set.of("none"), 0, 5, 4))).startsWith("{\"series\":{},");
    }
}
