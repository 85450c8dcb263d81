package org.semigda.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.cli.Main;

/** What a process of a device is started with. */
class ChildJvmTest {

    @TempDir
    private Path logs;

    @Test
    void theProgramIsNamedAsItIsCalled() {
        List<String> words = List.of("device", "--list");

        assertThat(ChildJvm.command(logs, words)).endsWith(Main.class.getName(), "device", "--list");
    }
}
