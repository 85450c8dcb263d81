package org.semigda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, with a java that only tells how it was called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path temp;

    private record Ran(int code, String output) {}

    @ParameterizedTest
    @ValueSource(strings = {"semigda", "mvnw"})
    void theScriptIsWellFormed(String script) throws Exception {
        assertThat(run(ROOT, Map.of(), "sh", "-n", ROOT.resolve(script).toString())
                        .code())
                .isZero();
    }

    @Test
    void itStartsTheBuiltProgramThroughALinkFromAnywhereAndKeepsWordsWhole() throws Exception {
        Path project = builtProject();
        Path link = Files.createSymbolicLink(temp.resolve("a link"), project.resolve("semigda"));
        Ran ran = run(
                temp, Map.of("JAVA_HOME", java("17.0.9").toString()), link.toString(), "train", "--data", "my images");
        assertThat(ran.code()).isZero();
        assertThat(ran.output().lines())
                .contains("-cp", project + "/cli/target/semigda.jar:" + project + "/cli/target/lib/*", "my images")
                .endsWith("org.semigda.cli.Main", "train", "--data", "my images")
                .doesNotContain("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void newerJavaIsToldThatNativeAccessIsWanted() throws Exception {
        Ran ran = run(
                temp,
                Map.of("JAVA_HOME", java("25.0.1").toString(), "SEMIGDA_JAVA_OPTS", "-Xss2m -Da=b"),
                builtProject().resolve("semigda").toString());
        assertThat(ran.output().lines())
                .contains(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xss2m",
                        "-Da=b");
    }

    @Test
    void olderJavaIsRefusedInOneLine() throws Exception {
        Ran ran = run(
                temp,
                Map.of("JAVA_HOME", java("11.0.2").toString(), "PATH", pathWithoutJava()),
                builtProject().resolve("semigda").toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.output().lines()).singleElement().asString().contains("needs Java 17 or newer", "is Java 11");
    }

    @Test
    void aNewerSourceIsBuiltOnceAndAFailureShowsTheLog() throws Exception {
        Path project = builtProject();
        Files.writeString(project.resolve("mvnw"), "#!/bin/sh\necho a broken source\nexit 1\n");
        Files.setLastModifiedTime(
                Files.writeString(project.resolve("conf/src/main/New.java"), ""),
                java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5000));
        Map<String, String> java = Map.of("JAVA_HOME", java("17.0.9").toString());
        Ran failed = run(temp, java, project.resolve("semigda").toString(), "--help");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output()).contains("a broken source", "the build failed", "semigda-build.log");
    }

    /** The launcher's view of a project that was built a moment ago. */
    private Path builtProject() throws IOException {
        Path project = Files.createDirectories(temp.resolve("the project")).toRealPath();
        for (String module : List.of("protocol", "conf", "gpu-worker", "orchestrator", "dashboard", "cli")) {
            Files.createDirectories(project.resolve(module).resolve("src/main"));
            Files.writeString(project.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(project.resolve("pom.xml"), "");
        Files.createDirectories(project.resolve("cli/target/lib"));
        Files.writeString(project.resolve("cli/target/semigda.jar"), "");
        Path stamp = Files.writeString(project.resolve("cli/target/semigda-build.stamp"), "");
        Files.setLastModifiedTime(
                stamp, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 1000));
        Files.copy(ROOT.resolve("semigda"), project.resolve("semigda"));
        executable(project.resolve("semigda"));
        executable(Files.writeString(project.resolve("mvnw"), "#!/bin/sh\nexit 1\n"));
        return project;
    }

    /** A Java home whose java prints its arguments, a line each. */
    private Path java(String version) throws IOException {
        Path home = temp.resolve("java-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n"));
        executable(Files.writeString(home.resolve("bin/javac"), "#!/bin/sh\n"));
        return home;
    }

    /** A PATH with what the script calls, and no java. */
    private String pathWithoutJava() throws IOException, InterruptedException {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        for (String tool : List.of("sh", "readlink", "dirname", "sed", "head", "find", "awk", "mkdir")) {
            String where = run(temp, Map.of(), "sh", "-c", "command -v " + tool)
                    .output()
                    .strip();
            Files.createSymbolicLink(bin.resolve(tool), Path.of(where));
        }
        return bin.toString();
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Ran run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("SEMIGDA_JAVA_OPTS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
