package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.semigda.checkpoint.Snapshots.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints of a run are there after some steps. */
class RunCheckpointsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void theNewestStayAndThoseAtMultiplesAndTheBest() throws IOException {
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(2, 40), "a");
        run.write(List.of("best"), snapshot(10));
        run.write(List.of("best-ema"), snapshot(20));
        for (long step = 10; step <= 90; step += 10) {
            run.write(List.of("last"), snapshot(step));
        }
        assertThat(visible()).containsExactly("best", "best-ema", "last", "step-40", "step-80", "step-90");
        assertThat(Checkpoint.read(folder.resolve("last"))).isEqualTo(snapshot(90));
        assertThat(Checkpoint.read(folder.resolve("step-90"))).isEqualTo(snapshot(90));
        assertThat(Checkpoint.read(folder.resolve("step-40"))).isEqualTo(snapshot(40));
        assertThat(Checkpoint.read(folder.resolve("best"))).isEqualTo(snapshot(10));
    }

    @Test
    void whatChangedIsTold() {
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(1, 0), "a");
        assertThat(run.write(List.of("last"), snapshot(10)))
                .isEqualTo(new RunCheckpoints.Change(List.of("last", "step-10"), List.of()));
        assertThat(run.write(List.of("best"), snapshot(15)))
                .isEqualTo(new RunCheckpoints.Change(List.of("best"), List.of()));
        assertThat(run.write(List.of("last"), snapshot(20)))
                .isEqualTo(new RunCheckpoints.Change(List.of("last", "step-20"), List.of("step-10")));
    }

    @Test
    void withoutKeepingThereIsNoNumber() throws IOException {
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(0, 0), "a");
        run.write(List.of("last"), snapshot(10));
        run.write(List.of("last"), snapshot(20));
        assertThat(visible()).containsExactly("last");
    }

    @Test
    void theNewestOneSharesItsFilesWithLast() throws IOException {
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(2, 0), "a");
        run.write(List.of("last"), snapshot(10));
        run.write(List.of("last"), snapshot(20));
        assertThat(sameFile("last", "step-20")).isTrue();
        assertThat(sameFile("last", "step-10")).isFalse();
    }

    @Test
    void aDamagedLastIsPassedOverForTheOneBefore() throws IOException {
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(2, 0), "a");
        run.write(List.of("last"), snapshot(10));
        run.write(List.of("last"), snapshot(20));
        CheckpointTest.flipLastBit(folder.resolve("last").resolve("model.safetensors"));
        assertThat(Checkpoint.newest(folder)).contains(folder.resolve("step-10"));
    }

    @Test
    void anAttemptThatWasGivenUpWritesNoMore() {
        RunCheckpoints old = RunCheckpoints.take(folder, new CheckpointPolicy(1, 0), "a");
        old.write(List.of("last"), snapshot(10));
        RunCheckpoints next = RunCheckpoints.take(folder, new CheckpointPolicy(1, 0), "b");
        next.write(List.of("last"), snapshot(20));
        assertThatThrownBy(() -> old.write(List.of("last"), snapshot(15)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("another attempt of the run writes to " + folder);
        assertThat(Checkpoint.read(folder.resolve("last"))).isEqualTo(snapshot(20));
    }

    @Test
    void foreignFoldersAreLeftAlone() throws IOException {
        Files.createDirectories(folder.resolve("step-mine"));
        Files.writeString(folder.resolve("notes.txt"), "mine");
        RunCheckpoints run = RunCheckpoints.take(folder, new CheckpointPolicy(1, 0), "a");
        run.write(List.of("last"), snapshot(10));
        assertThat(visible()).containsExactly("last", "notes.txt", "step-10", "step-mine");
    }

    private boolean sameFile(String one, String other) throws IOException {
        Path file = Path.of("model.safetensors");
        return Files.isSameFile(
                folder.resolve(one).resolve(file), folder.resolve(other).resolve(file));
    }

    private List<String> visible() throws IOException {
        return CheckpointTest.names(folder).stream()
                .filter(name -> !name.startsWith("."))
                .toList();
    }
}
