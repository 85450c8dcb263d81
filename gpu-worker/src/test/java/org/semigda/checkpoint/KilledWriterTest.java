package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.semigda.checkpoint.Snapshots.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.semigda.checkpoint.FaultPoint.Moment;

/** Kills a writer at each of its moments and looks at what is on disk. */
class KilledWriterTest {

    /** From here on the new checkpoint is whole, though not yet in its place. */
    private static final Set<Moment> NEW_IS_WHOLE =
            EnumSet.of(Moment.MANIFEST_NAMED, Moment.OLD_MOVED_ASIDE, Moment.NEW_IN_PLACE, Moment.OLD_HALF_DELETED);

    /** From here on its own name leads to the new one. */
    private static final Set<Moment> NEW_IS_READ =
            EnumSet.of(Moment.OLD_MOVED_ASIDE, Moment.NEW_IN_PLACE, Moment.OLD_HALF_DELETED);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path checkpoints;

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aWholeCheckpointIsReadUnderItsName(Moment moment) {
        Path last = checkpoints.resolve("last");
        Checkpoint.write(last, snapshot(1));
        writeKilledAt(moment, last, snapshot(2));
        assertThat(Checkpoint.exists(last)).isTrue();
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(NEW_IS_READ.contains(moment) ? 2 : 1));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void theNewestIsTheNewOneAsSoonAsItIsWhole(Moment moment) {
        Path last = checkpoints.resolve("last");
        Checkpoint.write(last, snapshot(1));
        writeKilledAt(moment, last, snapshot(2));
        Path newest = Checkpoint.newest(checkpoints).orElseThrow();
        assertThat(Checkpoint.read(newest)).isEqualTo(snapshot(NEW_IS_WHOLE.contains(moment) ? 2 : 1));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void theNextWriteTidiesUp(Moment moment) throws IOException {
        Path last = checkpoints.resolve("last");
        Checkpoint.write(last, snapshot(1));
        writeKilledAt(moment, last, snapshot(2));
        Checkpoint.write(last, snapshot(3));
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(3));
        assertThat(CheckpointTest.names(checkpoints)).containsExactly("last");
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aSecondKillLosesNothingEither(Moment first) {
        for (Moment second : List.of(Moment.FOLDER_MADE, Moment.OLD_MOVED_ASIDE, Moment.OLD_HALF_DELETED)) {
            Path last = checkpoints.resolve(first + "-" + second);
            Checkpoint.write(last, snapshot(1));
            writeKilledAt(first, last, snapshot(2));
            long before = Checkpoint.info(last).globalStep();
            writeKilledAt(second, last, snapshot(3));
            assertThat(Checkpoint.read(last))
                    .isEqualTo(snapshot(Checkpoint.info(last).globalStep()));
            assertThat(Checkpoint.info(last).globalStep()).isGreaterThanOrEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void theVeryFirstOneIsThereOrNot(Moment moment) {
        Path last = checkpoints.resolve("last");
        writeKilledAt(moment, last, snapshot(2));
        assertThat(Checkpoint.newest(checkpoints).isPresent()).isEqualTo(NEW_IS_WHOLE.contains(moment));
        assertThat(Checkpoint.exists(last)).isEqualTo(NEW_IS_WHOLE.contains(moment));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whatTheKilledOneBeganIsFinishedByWhoeverTakesTheFolder(Moment moment) throws IOException {
        Path last = checkpoints.resolve("last");
        Checkpoint.write(last, snapshot(1));
        writeKilledAt(moment, last, snapshot(2));
        RunCheckpoints.take(checkpoints, new CheckpointPolicy(0, 0), "next");
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(NEW_IS_WHOLE.contains(moment) ? 2 : 1));
        assertThat(CheckpointTest.names(checkpoints)).containsExactly(".writer", "last");
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aSecondNameIsGivenOrNotAndTheFirstIsWhole(Moment moment) {
        Path last = checkpoints.resolve("last");
        Path numbered = checkpoints.resolve("step-2");
        Checkpoint.write(last, snapshot(2));
        CheckpointWriter writer = killedAt(moment);
        assertThatThrownBy(() -> writer.link(last, numbered)).isInstanceOf(Killed.class);
        assertThat(Checkpoint.read(last)).isEqualTo(snapshot(2));
        assertThat(Checkpoint.exists(numbered)).isEqualTo(NEW_IS_WHOLE.contains(moment));
        Checkpoint.link(last, numbered);
        assertThat(Checkpoint.read(numbered)).isEqualTo(snapshot(2));
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD_MOVED_ASIDE", "OLD_HALF_DELETED"})
    void aKilledDeletionLeavesNothingThatIsTakenForAnotherThing(Moment moment) throws IOException {
        Path old = checkpoints.resolve("step-1");
        Checkpoint.write(checkpoints.resolve("last"), snapshot(2));
        Checkpoint.write(old, snapshot(1));
        CheckpointWriter writer = killedAt(moment);
        assertThatThrownBy(() -> writer.delete(old)).isInstanceOf(Killed.class);
        assertThat(Checkpoint.newest(checkpoints)).contains(checkpoints.resolve("last"));
        Checkpoint.write(old, snapshot(3));
        assertThat(Checkpoint.read(old)).isEqualTo(snapshot(3));
        assertThat(CheckpointTest.names(checkpoints)).containsExactly("last", "step-1");
    }

    /** Ends a write as a kill would: nothing of it runs any more, no clean-up either. */
    private static void writeKilledAt(Moment moment, Path folder, Snapshot snapshot) {
        CheckpointWriter writer = killedAt(moment);
        assertThatThrownBy(() -> writer.write(folder, snapshot)).isInstanceOf(Killed.class);
    }

    private static CheckpointWriter killedAt(Moment moment) {
        return new CheckpointWriter(CheckpointWriter.FreeSpace::ofDisk, reached -> {
            if (reached == moment) {
                throw new Killed();
            }
        });
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
