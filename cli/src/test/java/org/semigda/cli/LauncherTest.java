package org.semigda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, with a java that only tells how it was called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String ARCHIVE = "-XX:SharedArchiveFile=";
    private static final String STAMP = "cli/target/semigda-build.stamp";

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
                .endsWith("-jar", project + "/cli/target/semigda.jar", "train", "--data", "my images")
                .doesNotContain("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void newerJavaIsToldThatUnsafeIsWanted() throws Exception {
        Ran ran = run(
                temp,
                Map.of("JAVA_HOME", java("25.0.1").toString(), "SEMIGDA_JAVA_OPTS", "-Xshare:off -Xss2m -Da=b"),
                builtProject().resolve("semigda").toString());
        assertThat(ran.output().lines()).contains("--sun-misc-unsafe-memory-access=allow", "-Xss2m", "-Da=b");
    }

    @Test
    void theClassesAreArchivedOnceForABuildAndUsedFromThenOn() throws Exception {
        Path project = builtProject();
        Map<String, String> archiving = archiving("archived");
        assertThat(doctor(project, archiving).lines()).noneMatch(line -> line.startsWith(ARCHIVE));
        Path archive = awaitArchives(project, 1).get(0);

        assertThat(doctor(project, archiving).lines()).contains(ARCHIVE + archive);
        assertThat(warmUps()).isEqualTo(1);

        FileTime built = Files.getLastModifiedTime(project.resolve(STAMP));
        Files.setLastModifiedTime(Files.writeString(project.resolve(STAMP), "another cpu\n"), built);
        assertThat(doctor(project, archiving).lines()).noneMatch(line -> line.startsWith(ARCHIVE));
        awaitArchives(project, 2);
    }

    @Test
    void anArchiveThatCannotBeMadeIsNeitherUsedNorTriedAgain() throws Exception {
        Path project = builtProject();
        Map<String, String> failing = archiving("");
        doctor(project, failing);
        assertThat(awaitArchives(project, 1).get(0)).isEmptyFile();
        assertThat(doctor(project, failing).lines()).noneMatch(line -> line.startsWith(ARCHIVE));
        assertThat(warmUps()).isEqualTo(1);
    }

    @Test
    void aBundleUsesItsOwnJavaAndBuildsNothing() throws Exception {
        Path bundle = Files.createDirectories(temp.resolve("a bundle")).toRealPath();
        Files.createDirectories(bundle.resolve("bin"));
        Files.createDirectories(bundle.resolve("app"));
        Files.copy(ROOT.resolve("semigda"), bundle.resolve("bin/semigda"));
        executable(bundle.resolve("bin/semigda"));
        Files.createSymbolicLink(bundle.resolve("runtime"), java("17.0.9"));
        Ran ran = run(
                temp,
                Map.of("JAVA_HOME", java("25.0.1").toString(), "SEMIGDA_JAVA_OPTS", "-Xshare:off"),
                bundle.resolve("bin/semigda").toString(),
                "doctor");
        assertThat(ran.output().lines())
                .endsWith("-jar", bundle + "/app/semigda.jar", "doctor")
                .doesNotContain("--sun-misc-unsafe-memory-access=allow");
    }

    @ParameterizedTest
    @CsvSource({"gpu, --help", "'', bundle --platform linux-x86_64-gpu", "'', bundle --platform=linux-x86_64-gpu"})
    void otherNativesThanTheBuildHasAreBuilt(String profile, String words) throws Exception {
        Path project = builtProject();
        Files.writeString(project.resolve("mvnw"), "#!/bin/sh\necho \"built $*\"\nexit 1\n");
        Map<String, String> environment =
                new HashMap<>(Map.of("JAVA_HOME", java("17.0.9").toString()));
        if (!profile.isEmpty()) {
            environment.put("SEMIGDA_PROFILE", profile);
        }
        List<String> command =
                new ArrayList<>(List.of(project.resolve("semigda").toString()));
        command.addAll(List.of(words.split(" ")));
        Ran ran = run(temp, environment, command.toArray(String[]::new));
        assertThat(ran.output()).contains("-P gpu ");
    }

    @Test
    void anUnknownProfileIsRefused() throws Exception {
        Ran ran = run(
                temp,
                Map.of("JAVA_HOME", java("17.0.9").toString(), "SEMIGDA_PROFILE", "gpux"),
                builtProject().resolve("semigda").toString());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.output()).contains("gpux is not one of cpu, gpu, gpu-redist");
    }

    private static String doctor(Path project, Map<String, String> environment) throws Exception {
        Ran ran = run(project, environment, project.resolve("semigda").toString(), "doctor");
        assertThat(ran.code()).isZero();
        return ran.output();
    }

    /** A Java that writes this into the archive it is asked for, and fails where there is nothing to write. */
    private Map<String, String> archiving(String content) throws IOException {
        Path home = java("17.0.9");
        String script =
                """
                #!/bin/sh
                for word; do
                    case $word in
                        -XX:ArchiveClassesAtExit=*)
                            echo warm-up >>'%s'
                            printf '%%s' '%s' >"${word#*=}"
                            [ -s "${word#*=}" ] || exit 1
                            ;;
                    esac
                done
                printf '%%s\\n' "$@"
                """;
        Files.writeString(home.resolve("bin/java"), script.formatted(temp.resolve("warm-ups"), content));
        return Map.of("JAVA_HOME", home.toString(), "SEMIGDA_JAVA_OPTS", "");
    }

    private int warmUps() throws IOException {
        return Files.readAllLines(temp.resolve("warm-ups")).size();
    }

    /** Waits for what goes on behind the command. */
    private static List<Path> awaitArchives(Path project, int count) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < end) {
            try (Stream<Path> files = Files.list(project.resolve("cli/target"))) {
                List<Path> classes = files.filter(
                                file -> file.getFileName().toString().startsWith("semigda-classes-"))
                        .toList();
                boolean done = classes.stream().allMatch(file -> file.toString().endsWith(".jsa"));
                if (done && classes.size() == count) {
                    return classes;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no archive was made");
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
                FileTime.fromMillis(System.currentTimeMillis() + 5000));
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
        Path stamp = Files.writeString(project.resolve(STAMP), "one cpu\n");
        Files.setLastModifiedTime(stamp, FileTime.fromMillis(System.currentTimeMillis() + 1000));
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
        for (String tool :
                List.of("sh", "readlink", "dirname", "sed", "head", "find", "awk", "mkdir", "cut", "cksum")) {
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
        builder.environment().put("SEMIGDA_JAVA_OPTS", "-Xshare:off"); // nothing goes on behind the command
        builder.environment().remove("SEMIGDA_PROFILE");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
