package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher in a checkout that was built a moment ago, with this build's jars. */
final class BuiltProject {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Path root;

    /** What a program printed, how it ended and how long it took. */
    record Ran(int code, String out, String err, long millis) {}

    private BuiltProject(Path root) {
        this.root = root;
    }

    /** Makes one in a folder that is not there yet. */
    static BuiltProject in(Path folder) throws IOException {
        Path root = Files.createDirectories(folder).toRealPath();
        for (String module : List.of("protocol", "conf", "gpu-worker", "orchestrator", "dashboard", "cli")) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.writeString(root.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(root.resolve("pom.xml"), "");
        Path target = root.resolve("cli/target");
        Files.createDirectories(target.resolve("lib"));
        Path built = CHECKOUT.resolve("cli/target");
        take(built.resolve("semigda.jar"), target.resolve("semigda.jar"));
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            jars.forEach(jar -> take(jar, target.resolve("lib").resolve(jar.getFileName())));
        }
        Path launcher = Files.copy(CHECKOUT.resolve("semigda"), root.resolve("semigda"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        Path stamp = Files.writeString(target.resolve("semigda-build.stamp"), "tested cpu\n");
        Files.setLastModifiedTime(stamp, FileTime.fromMillis(System.currentTimeMillis() + 1000));
        return new BuiltProject(root);
    }

    private static void take(Path from, Path to) {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException otherDisk) {
            try {
                Files.copy(from, to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Path launcher() {
        return root.resolve("semigda");
    }

    /** The archives of classes there are. */
    List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("cli/target"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("semigda-classes-"))
                    .sorted()
                    .toList();
        }
    }

    /** Waits until the one archive is there and its maker is done. */
    Path awaitArchive() throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            List<Path> archives = archives();
            if (archives.size() == 1 && archives.get(0).toString().endsWith(".jsa")) {
                return archives.get(0);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no archive of classes: " + archives() + "; "
                + Files.readString(root.resolve("cli/target/semigda-classes.log")));
    }

    /** The launcher with these words, by the Java of this test. */
    Ran semigda(Map<String, String> environment, String... words) throws Exception {
        return run(environment, Stream.concat(Stream.of(launcher().toString()), Stream.of(words)));
    }

    /** Runs a program; its variables are those given, PATH and the Java of this test. */
    static Ran run(Map<String, String> environment, Stream<String> command) throws Exception {
        Path out = Files.createTempFile("semigda-it", ".out");
        Path err = Files.createTempFile("semigda-it", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command.toList())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", "/usr/bin:/bin");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            long began = System.nanoTime();
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("did not end: " + Files.readString(out) + Files.readString(err));
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            return new Ran(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8),
                    millis);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
