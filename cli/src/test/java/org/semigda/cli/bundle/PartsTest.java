package org.semigda.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.conf.UserError;

/** A folder cut into files, and joined again by the script that comes with them. */
@DisabledOnOs(OS.WINDOWS)
class PartsTest {

    private static final long LIMIT = 100_000;

    @TempDir
    private Path temp;

    private Path folder;
    private Path out;

    private record Ran(int code, String output) {}

    @BeforeEach
    void aFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("from/semigda-1"));
        Files.createDirectories(folder.resolve("bin"));
        Path script = Files.writeString(folder.resolve("bin/run"), "#!/bin/sh\necho runs\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(folder.resolve("link"), Path.of("bin/run"));
        byte[] random = new byte[450_000];
        new Random(5).nextBytes(random);
        Files.write(folder.resolve("data"), random);
        out = Files.createDirectory(temp.resolve("parts"));
    }

    @Test
    void noPartIsLargerThanAllowedAndAllTogetherAreTheFolder() throws Exception {
        int count = new Parts(LIMIT).write(folder, out);
        List<Path> parts = parts();
        assertThat(parts).hasSize(count).hasSizeGreaterThan(4);
        for (Path part : parts.subList(0, count - 1)) {
            assertThat(Files.size(part)).isEqualTo(LIMIT);
        }
        assertThat(Files.size(parts.get(count - 1))).isPositive().isLessThanOrEqualTo(LIMIT);

        Path target = temp.resolve("a new/place");
        Ran joined = sh(out, "join.sh", target.toString());
        assertThat(joined.output()).contains("semigda-1/bin/semigda doctor");
        assertThat(joined.code()).isZero();
        assertThat(Files.readAllBytes(target.resolve("semigda-1/data")))
                .isEqualTo(Files.readAllBytes(folder.resolve("data")));
        assertThat(sh(target, "-c", "semigda-1/link").output()).isEqualTo("runs\n");
    }

    @Test
    void theScriptWorksFromAnywhereAndUnpacksThereByDefault() throws Exception {
        new Parts(LIMIT).write(folder, out);
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        assertThat(sh(elsewhere, out.resolve("join.sh").toString()).code()).isZero();
        assertThat(elsewhere.resolve("semigda-1/data")).exists();
    }

    @Test
    void aDamagedPartIsRefusedAndNothingIsUnpacked() throws Exception {
        new Parts(LIMIT).write(folder, out);
        Path part = parts().get(2);
        byte[] bytes = Files.readAllBytes(part);
        bytes[777] ^= 1;
        Files.write(part, bytes);
        assertRefused();
    }

    @Test
    void aMissingPartIsRefusedAndNothingIsUnpacked() throws Exception {
        new Parts(LIMIT).write(folder, out);
        Files.delete(parts().get(3));
        assertRefused();
    }

    private void assertRefused() throws Exception {
        Path target = temp.resolve("target");
        Ran ran = sh(out, "join.sh", target.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.output()).contains("a part is missing or damaged");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(Parts.parse("60M").limit()).isEqualTo(60L << 20);
        assertThat(Parts.parse("2g").limit()).isEqualTo(2L << 30);
        assertThat(Parts.parse("700K").limit()).isEqualTo(700L << 10);
        assertThat(Parts.parse("100000").limit()).isEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "60MB", "-5M", "1.5G", "10"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Parts.parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--split");
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().contains(".tar.part-"))
                    .sorted()
                    .toList();
        }
    }

    private static Ran sh(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("sh"), Stream.of(words)).toList();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
