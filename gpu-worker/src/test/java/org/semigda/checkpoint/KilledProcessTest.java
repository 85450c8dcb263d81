package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that writes checkpoints is killed with SIGKILL, wherever it is. */
class KilledProcessTest {

    private static final int MIB = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    @Timeout(300)
    void theNewestCheckpointIsTheLastThatWasSaidToBeWrittenOrALaterOne(int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Process writer = Forks.java(ForkedWriter.class, folder.toString(), "1", "1000000", Integer.toString(MIB))
                .start();
        long written = 0;
        long wanted = random.nextLong(2, 6);
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            while (written < wanted) {
                written = written(said.readLine());
            }
            TimeUnit.MICROSECONDS.sleep(random.nextLong(0, 40_000)); // somewhere in the next one
            writer.toHandle().destroyForcibly(); // unlike Process.destroyForcibly, it leaves what was said to be read
            writer.waitFor();
            written = rest(said, written);
        }

        Path newest = Checkpoint.newest(folder).orElseThrow();
        long step = Checkpoint.info(newest).globalStep();
        assertThat(step).isBetween(written, written + 1);
        assertThat(Checkpoint.read(newest)).isEqualTo(ForkedWriter.large(step, MIB << 20));

        RunCheckpoints.take(folder, new CheckpointPolicy(2, 0), "next")
                .write(List.of("last"), ForkedWriter.large(step + 1, MIB << 20));
        assertThat(Checkpoint.info(folder.resolve("last")).globalStep()).isEqualTo(step + 1);
        assertThat(CheckpointTest.names(folder)).doesNotContain(".last.writing", ".last.previous");
    }

    private static long rest(BufferedReader said, long before) throws IOException {
        long written = before;
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            written = written(line);
        }
        return written;
    }

    private static long written(String line) {
        assertThat(line).startsWith("written ");
        return Long.parseLong(line.substring("written ".length()));
    }
}
