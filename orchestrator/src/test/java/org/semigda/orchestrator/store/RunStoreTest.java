package org.semigda.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;

class RunStoreTest {

    private static final RunRecord RECORD = RunRecord.queued(
            new RunId("20261123-001530-qkzv"),
            new RunSpec(RunSpec.VERSION, "name", "/data", "demo", Map.of()),
            Map.of(),
            1000,
            "1.0");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @Test
    void aSubmissionThatACrashCutOffIsGoneAfterTheNextStart() throws IOException {
        Path run = home.resolve("runs").resolve(RECORD.id().value());
        try (RunStore store = new RunStore(home)) {
            store.open();
            store.create(run, RECORD, "{}").folder().close();
        }
        Files.delete(run.resolve("run.json")); // written last, so everything else may be there without it
        try (RunStore store = new RunStore(home)) {
            store.open();
            assertThat(run).doesNotExist();
        }
    }

    @Test
    void aFolderWithAnythingElseInItIsLeftAlone() throws IOException {
        Path run = home.resolve("runs").resolve(RECORD.id().value());
        Files.createDirectories(run);
        Files.writeString(run.resolve("events.jsonl"), "");
        try (RunStore store = new RunStore(home)) {
            store.open();
            assertThat(run).exists();
        }
    }
}
