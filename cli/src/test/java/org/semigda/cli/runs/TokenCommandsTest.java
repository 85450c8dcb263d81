package org.semigda.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.cli.Main;
import org.semigda.cli.console.Captured;

/** Tokens from the terminal. */
class TokenCommandsTest {

    @TempDir
    private Path home;

    private final Captured captured = Captured.pipe();

    private int run(String... words) {
        return Main.run(captured.terminal(), words);
    }

    @Test
    void aTokenIsShownOnceListedAndRevoked() throws Exception {
        assertThat(run("token", "create", "--name", "laptop", "--scope", "read", "--home", home.toString()))
                .isZero();
        String secret = captured.out().strip();
        assertThat(secret).matches("sgda_[A-Za-z0-9_-]{43}");
        Path file = home.resolve("tokens.json");
        assertThat(Files.readString(file)).doesNotContain(secret).contains("laptop");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run("token", "list", "--home", home.toString())).isZero();
        String line = captured.out().lines().reduce((first, last) -> last).orElseThrow();
        assertThat(line).contains("read", "laptop").doesNotContain(secret);
        String id = line.substring(0, 8);
        assertThat(run("token", "revoke", id, "--home", home.toString())).isZero();
        assertThat(Files.readString(file)).doesNotContain("laptop");
        assertThat(run("token", "revoke", id, "--home", home.toString())).isEqualTo(2);
        assertThat(run("token", "create", "--name", "x", "--scope", "root", "--home", home.toString()))
                .isEqualTo(2);
    }
}
