package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.semigda.checkpoint.Snapshots.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.conf.UserError;

class CheckpointTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path run;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path last;

    @BeforeEach
    void place() {
        last = run.resolve("checkpoints/last");
    }

    @Test
    void whatIsWrittenIsRead() {
        Snapshot written = snapshot(7).with(snapshot(7).info().withWeights(Weights.AVERAGED));
        Checkpoint.write(last, written);
        assertThat(Checkpoint.read(last)).isEqualTo(written);
        assertThat(Checkpoint.info(last)).isEqualTo(written.info());
        assertThat(Checkpoint.info(last).weights()).isEqualTo(Weights.AVERAGED);
    }

    @Test
    void aJournalHasAFileOfItsOwnAndLeavesTheOthersAsTheyAre() throws IOException {
        Path plain = run.resolve("checkpoints/plain");
        Checkpoint.write(plain, snapshot(7));
        Snapshot written = snapshot(7).withJournal(snapshot(8).trainer());
        Checkpoint.write(last, written);
        assertThat(Checkpoint.read(last)).isEqualTo(written);
        assertThat(names(last)).contains("journal.safetensors").containsAll(names(plain));
        for (String name : List.of("model.safetensors", "ema.safetensors", "trainer.safetensors")) {
            assertThat(last.resolve(name)).hasSameBinaryContentAs(plain.resolve(name));
        }
    }

    @Test
    void aNewOneReplacesTheOldAndNothingElseStays() throws IOException {
        Checkpoint.write(last, snapshot(1));
        Checkpoint.write(last, snapshot(2));
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(2));
        assertThat(names(run.resolve("checkpoints"))).containsExactly("last");
        assertThat(names(last))
                .containsExactly("ema.safetensors", "manifest.json", "model.safetensors", "trainer.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "ema.safetensors", "trainer.safetensors"})
    void aFlippedBitIsNamedWithBothHashes(String name) throws IOException {
        Checkpoint.write(last, snapshot(3));
        String before = DurableFiles.sha256(last.resolve(name));
        flipLastBit(last.resolve(name));
        String after = DurableFiles.sha256(last.resolve(name));
        assertThatThrownBy(() -> Checkpoint.read(last))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(last.resolve(name) + " is damaged")
                .hasMessageContaining("should be " + before + " and is " + after);
    }

    @Test
    void aChangedManifestIsNamed() throws IOException {
        Checkpoint.write(last, snapshot(3));
        Path manifest = last.resolve(Checkpoint.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest).replace("\"seed\" : \"1\"", "\"seed\" : \"3\""));
        assertThatThrownBy(() -> Checkpoint.info(last)).hasMessageContaining(manifest + " is damaged: its own SHA-256");
    }

    @Test
    void aShortFileAndAMissingFileAreNamed() throws IOException {
        Checkpoint.write(last, snapshot(3));
        Path ema = last.resolve("ema.safetensors");
        byte[] bytes = Files.readAllBytes(ema);
        Files.write(ema, java.util.Arrays.copyOf(bytes, bytes.length - 4));
        assertThatThrownBy(() -> Checkpoint.read(last))
                .hasMessageContaining(
                        ema + " is damaged: it should have " + bytes.length + " bytes and has " + (bytes.length - 4));
        Files.delete(ema);
        assertThatThrownBy(() -> Checkpoint.read(last)).hasMessageContaining(ema + " is missing");
    }

    @Test
    void noCheckpointIsSaidSo() {
        assertThatThrownBy(() -> Checkpoint.read(last))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no checkpoint in " + last);
        assertThat(Checkpoint.exists(last)).isFalse();
    }

    @Test
    void aFullDiskIsSeenBeforeTheOldOneIsTouched() {
        Checkpoint.write(last, snapshot(1));
        CheckpointWriter full = new CheckpointWriter(folder -> 1000, FaultPoint.none());
        assertThatThrownBy(() -> full.write(last, snapshot(2)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("not enough room for the checkpoint " + last)
                .hasMessageContaining("needs 1.0 MiB")
                .hasMessageContaining("0.0 MiB left");
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(1));
    }

    @Test
    void aFailedWriteLeavesTheOldOneAndNoRest() throws IOException {
        Checkpoint.write(last, snapshot(1));
        CheckpointWriter failing = new CheckpointWriter(CheckpointWriter.FreeSpace::ofDisk, moment -> {
            if (moment == FaultPoint.Moment.FILES_WRITTEN) {
                try {
                    // A folder in the manifest's place makes the rename fail as a broken disk would.
                    Files.createDirectories(run.resolve("checkpoints/.last.writing/manifest.json/x"));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertThatThrownBy(() -> failing.write(last, snapshot(2)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("the checkpoint " + last + " could not be written");
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(1));
    }

    @Test
    void aFolderThatIsNoCheckpointIsNeverReplaced() throws IOException {
        Files.createDirectories(last);
        Files.writeString(last.resolve("thesis.txt"), "four years");
        assertThatThrownBy(() -> Checkpoint.write(last, snapshot(1)))
                .hasMessageContaining(last + " is not a checkpoint and will not be replaced");
        assertThat(last.resolve("thesis.txt")).exists();
    }

    @Test
    void theNewestIsTheOneWithMostSteps() {
        Path checkpoints = run.resolve("checkpoints");
        Checkpoint.write(checkpoints.resolve("last"), snapshot(20));
        Checkpoint.write(checkpoints.resolve("best"), snapshot(30));
        Checkpoint.write(checkpoints.resolve("step-10"), snapshot(10));
        assertThat(Checkpoint.newest(checkpoints)).contains(checkpoints.resolve("best"));
        Checkpoint.write(checkpoints.resolve("last"), snapshot(30));
        assertThat(Checkpoint.newest(checkpoints)).contains(checkpoints.resolve("last"));
    }

    @Test
    void aDamagedOneIsPassedOverAndTold() throws IOException {
        Path checkpoints = run.resolve("checkpoints");
        Checkpoint.write(last, snapshot(20));
        Checkpoint.write(checkpoints.resolve("best"), snapshot(10));
        flipLastBit(last.resolve("trainer.safetensors"));
        List<String> damage = new ArrayList<>();
        assertThat(Checkpoint.newest(checkpoints, damage::add)).contains(checkpoints.resolve("best"));
        assertThat(damage)
                .singleElement()
                .asString()
                .contains("last/trainer.safetensors is damaged".replace('/', java.io.File.separatorChar));
    }

    @Test
    void thereIsNoNewestWhereThereIsNone() {
        assertThat(Checkpoint.newest(run.resolve("nowhere"))).isEmpty();
        assertThat(Checkpoint.newest(run)).isEmpty();
    }

    @Test
    void onlyWhatPredictionsNeedIsRead() throws IOException {
        Checkpoint.write(last, snapshot(5));
        flipLastBit(last.resolve("trainer.safetensors"));
        Snapshot averaged = Checkpoint.weights(last, Weights.AVERAGED);
        assertThat(averaged.model()).isEqualTo(snapshot(5).model());
        assertThat(averaged.ema()).isEqualTo(snapshot(5).ema());
        assertThat(averaged.trainer()).isEmpty();
        assertThat(Checkpoint.weights(last, Weights.TRAINED).ema()).isEmpty();
    }

    @Test
    void averagedWeightsThatAreNotThereAreSaidSo() {
        Snapshot full = snapshot(5);
        Checkpoint.write(last, new Snapshot(full.model(), Map.of(), full.trainer(), full.info()));
        assertThatThrownBy(() -> Checkpoint.weights(last, Weights.AVERAGED))
                .hasMessageContaining("no averaged weights");
    }

    @Test
    void aReaderSeesWholeCheckpointsWhileAWriterReplacesThem() throws Exception {
        Checkpoint.write(last, snapshot(0));
        Thread writer = new Thread(() -> {
            for (int step = 1; step <= 30; step++) {
                Checkpoint.write(last, snapshot(step));
            }
        });
        writer.start();
        while (writer.isAlive()) {
            Snapshot seen = Checkpoint.read(last);
            assertThat(seen).isEqualTo(snapshot(seen.info().globalStep()));
        }
        writer.join();
    }

    static void flipLastBit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
