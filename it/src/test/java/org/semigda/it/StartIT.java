package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.BuiltProject.Ran;

/** The launcher's archive of classes: made behind the first command, used by those that follow, and never in the way. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class StartIT {

    private static final String[] COMMAND = {"token", "list"};

    @TempDir
    private Path temp;

    @Test
    void commandsStartWithArchivedClassesAndWithoutThemTheSame() throws Exception {
        BuiltProject project = BuiltProject.in(temp.resolve("project"));
        Map<String, String> home = Map.of("SEMIGDA_HOME", temp.resolve("home").toString());

        CompletableFuture<Ran> beside = CompletableFuture.supplyAsync(() -> token(project, home));
        Ran first = token(project, home);
        assertThat(beside.get()).extracting(Ran::code, Ran::out, Ran::err).containsExactly(0, first.out(), "");
        assertThat(first).extracting(Ran::code, Ran::err).containsExactly(0, "");
        Path archive = project.awaitArchive();
        assertThat(Files.size(archive)).isGreaterThan(1 << 20);

        Path loaded = temp.resolve("loaded.txt");
        Ran archived = project.semigda(
                Map.of(
                        "SEMIGDA_HOME",
                        home.get("SEMIGDA_HOME"),
                        "SEMIGDA_JAVA_OPTS",
                        "-Xlog:class+load:file=" + loaded),
                COMMAND);
        assertSame(first, archived);
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains(" org.semigda.cli.runs.TokenCommand "))
                .singleElement()
                .asString()
                .contains("shared objects file");
        System.out.printf(
                "a command took %d ms without and %d ms with archived classes%n", first.millis(), archived.millis());

        overwriteStart(archive);
        assertSame(first, token(project, home));
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 3);
        }
        assertSame(first, token(project, home));
        assertThat(project.archives()).containsExactly(archive);
    }

    @Test
    void helpAndVersionNeedNoArchive() throws Exception {
        BuiltProject project = BuiltProject.in(temp.resolve("the project"));
        for (List<String> words : List.of(List.of("--help"), List.of("train", "--help"), List.of("--version"))) {
            Ran ran = project.semigda(Map.of(), words.toArray(String[]::new));
            assertThat(ran).as(words.toString()).extracting(Ran::code, Ran::err).containsExactly(0, "");
            assertThat(ran.out()).contains("semigda");
            System.out.printf("semigda %s took %d ms%n", String.join(" ", words), ran.millis());
        }
        assertThat(project.archives()).isEmpty();
    }

    private static Ran token(BuiltProject project, Map<String, String> environment) {
        try {
            return project.semigda(environment, COMMAND);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Also the same nothing on standard error: no warning of the JVM. */
    private static void assertSame(Ran first, Ran other) {
        assertThat(other)
                .extracting(Ran::code, Ran::out, Ran::err)
                .containsExactly(first.code(), first.out(), first.err());
    }

    private static void overwriteStart(Path archive) throws IOException {
        assertThat(archive.toFile().setWritable(true)).isTrue();
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(
                    "this is no archive of classes, whatever its name says".getBytes(StandardCharsets.UTF_8)));
        }
    }
}
