package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real disks without room: a small tmpfs in a mount namespace of its own, and a limit on the size of files. */
@Timeout(120)
class FullDiskTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path checkpoints;

    @BeforeEach
    void place() throws IOException {
        checkpoints = Files.createDirectory(folder.resolve("disk")).resolve("checkpoints");
    }

    @Test
    void aDiskWithoutRoomIsSaidBeforeAnythingIsWritten() throws Exception {
        List<String> said = onSmallDisk(9, "1", "9", "5"); // the first fits, the second does not beside it
        assertThat(said.get(0)).isEqualTo("written 1");
        assertThat(said.get(1))
                .startsWith("failed: not enough room for the checkpoint")
                .contains("needs 6.0 MiB beside the old one")
                .contains("Free some space, then resume the run");
        assertThat(said.subList(2, said.size())).containsExactly("newest last step 1", "names .writer last step-1");
    }

    @Test
    void aDiskThatFillsUpInTheMiddleLeavesTheOldOneAndNoRest() throws Exception {
        List<String> said = onSmallDisk(12, "1", "9", "7", "blind");
        assertThat(said.get(0)).isEqualTo("written 1");
        assertThat(said.get(1)).contains("could not be written").contains("still there");
        assertThat(said.subList(2, said.size())).containsExactly("newest last step 1", "names .writer last");
    }

    @Test
    void aFileThatMayNotGrowLeavesTheOldOneAndNoRest() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no shell");
        Checkpoint.write(checkpoints.resolve("last"), ForkedWriter.large(1, 1 << 20));
        String java = quoted(Forks.command(ForkedWriter.class, checkpoints.toString(), "2", "9", "3"));
        // 2 MiB: bash counts in KiB
        List<String> said = run("/bin/bash", "-c", "ulimit -f 2048; exec " + java);
        assertThat(said).singleElement().asString().contains("could not be written: IOException File too large");
        assertThat(Checkpoint.read(checkpoints.resolve("last"))).isEqualTo(ForkedWriter.large(1, 1 << 20));
        assertThat(CheckpointTest.names(checkpoints)).containsExactly(".writer", "last");
    }

    /** Lines of {@link ForkedWriter}, then of {@link Look}, both on a disk of so many MiB. */
    private List<String> onSmallDisk(int mib, String... arguments) throws Exception {
        assumeTrue(namespaces(), "this machine lends no mount namespaces");
        String[] all = new String[arguments.length + 1];
        all[0] = checkpoints.toString();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        String write = quoted(Forks.command(ForkedWriter.class, all));
        String look = quoted(Forks.command(Look.class, checkpoints.toString()));
        String mount = "mount -t tmpfs -o size=" + mib + "m tmpfs " + checkpoints.getParent();
        return run("unshare", "-rm", "/bin/sh", "-c", mount + " && " + write + " && " + look);
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    private static boolean namespaces() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    private static List<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }

    /** Says what is on the disk that only the forked processes see. */
    static final class Look {

        private Look() {}

        public static void main(String[] args) throws IOException {
            Path checkpoints = Path.of(args[0]);
            Path newest = Checkpoint.newest(checkpoints).orElseThrow();
            Checkpoint.read(newest);
            System.out.println("newest " + newest.getFileName() + " step "
                    + Checkpoint.info(newest).globalStep());
            System.out.println("names " + String.join(" ", CheckpointTest.names(checkpoints)));
        }
    }
}
