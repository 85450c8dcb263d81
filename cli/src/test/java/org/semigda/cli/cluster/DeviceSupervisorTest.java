package org.semigda.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.cli.cluster.DeviceSupervisor.Patience;
import org.semigda.conf.UserError;

/** Real processes, each a line of shell that first notes its start. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class DeviceSupervisorTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void a_child_that_cannot_start_is_tried_again_after_pauses_that_double() throws Exception {
        Patience patience = new Patience(LONG, Duration.ofMillis(40), LONG, LONG, LONG);
        try (DeviceSupervisor supervisor = start("exit 1", patience)) {
            awaitStarts(4);
            assertThat(supervisor.ready()).isNotDone();
        }
        List<Long> starts = starts();
        for (int i = 0; i < 3; i++) {
            assertThat(starts.get(i + 1) - starts.get(i)).as("pause " + i).isGreaterThanOrEqualTo(40L << i);
        }
    }

    @Test
    void a_child_that_had_been_ready_never_waits_longer_than_its_work_may_rest() throws Exception {
        Patience patience = new Patience(LONG, Duration.ofMillis(1), Duration.ofMillis(5), LONG, LONG);
        try (DeviceSupervisor supervisor = start("echo ready; exit 1", patience)) {
            awaitStarts(20); // doubled every time, the pauses before it would take nine minutes
            assertThat(supervisor.ready()).isCompleted();
        }
    }

    @Test
    void a_child_that_falls_silent_is_killed_and_started_again() throws Exception {
        Patience patience = new Patience(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG);
        try (DeviceSupervisor supervisor = start("echo ready; exec sleep 600", patience)) {
            supervisor.ready().get(30, TimeUnit.SECONDS);
            ProcessHandle first = supervisor.process().orElseThrow();
            awaitStarts(2);
            assertThat(first.isAlive()).isFalse();
        }
    }

    @Test
    void a_child_that_refuses_what_it_was_told_says_why_and_is_not_started_again() throws Exception {
        Patience patience = new Patience(LONG, Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG);
        try (DeviceSupervisor supervisor = start("echo 'semigda: there is no device cuda:7' >&2; exit 2", patience)) {
            assertThatThrownBy(() -> supervisor.ready().get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UserError.class)
                    .hasRootCauseMessage("there is no device cuda:7");
        }
        assertThat(starts()).hasSize(1);
    }

    @Test
    void a_child_ends_by_itself_when_its_supervisor_does() throws Exception {
        DeviceSupervisor supervisor = start("echo ready; cat; echo ended >> ended", Patience.USUAL);
        supervisor.ready().get(30, TimeUnit.SECONDS);
        ProcessHandle child = supervisor.process().orElseThrow();
        supervisor.close();
        assertThat(child.isAlive()).isFalse();
        assertThat(folder.resolve("ended")).hasContent("ended");
        assertThat(starts()).hasSize(1);
    }

    private DeviceSupervisor start(String line, Patience patience) {
        List<String> command = List.of("sh", "-c", "cd '" + folder + "' && echo $(date +%s%3N) >> starts; " + line);
        return DeviceSupervisor.start("node", command, folder, patience);
    }

    private List<Long> starts() throws IOException {
        return Files.readAllLines(folder.resolve("starts")).stream()
                .map(Long::valueOf)
                .toList();
    }

    private void awaitStarts(int count) throws Exception {
        while (!Files.exists(folder.resolve("starts")) || starts().size() < count) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
