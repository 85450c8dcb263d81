package org.semigda.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The real {@code semigda} command in JVMs of its own, with a home of its own. */
final class CommandLine {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** Tests that a shell started in the background inherit its deafness to Ctrl-C; a person's command has it not. */
    private static final List<String> HEARING_CTRL_C =
            Files.isExecutable(Path.of("/proc/self/exe")) && Files.isExecutable(Path.of("/usr/bin/env"))
                    ? List.of("/usr/bin/env", "--default-signal=INT")
                    : List.of();

    private final Path folder;

    /** What a command printed and how it ended. */
    record Ran(int code, List<String> out, List<String> err) {}

    /** @param folder for the home and the output of the commands */
    CommandLine(Path folder) {
        this.folder = folder;
    }

    /** Runs a command to its end. */
    Ran run(String... words) throws Exception {
        return start(words).await();
    }

    /** Starts a command. */
    Running start(String... words) throws IOException {
        return startBehind(List.of(), words);
    }

    /** Starts a command by way of another one, such as {@code ip netns exec}. */
    Running startBehind(List<String> first, String... words) throws IOException {
        List<String> command = new ArrayList<>(first);
        command.addAll(HEARING_CTRL_C);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Dvertx.disableDnsResolver=true",
                "-Duser.home=" + folder,
                "-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                "-cp",
                System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.add("org.semigda.cli.Main");
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("SEMIGDA_HOME");
        return new Running(builder.start(), out, err);
    }

    /** A command that goes on; closing it ends it whatever it does. */
    record Running(Process process, Path outFile, Path errFile) implements AutoCloseable {

        List<String> out() {
            return lines(outFile);
        }

        List<String> err() {
            return lines(errFile);
        }

        /** Waits until a line on stdout or stderr is as wanted, and gives it. */
        String awaitLine(Predicate<String> wanted) throws InterruptedException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < end) {
                for (List<String> lines : List.of(out(), err())) {
                    for (String line : lines) {
                        if (wanted.test(line)) {
                            return line;
                        }
                    }
                }
                if (!process.isAlive()) {
                    throw new AssertionError(
                            "ended with " + process.exitValue() + " before the line came: " + this.all());
                }
                Thread.sleep(50);
            }
            throw new AssertionError("the line did not come: " + all());
        }

        /** Presses Ctrl-C. */
        void interrupt() throws Exception {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        Ran await() throws InterruptedException {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("did not end within " + LIMIT + ": " + all());
            }
            return new Ran(process.exitValue(), out(), err());
        }

        private String all() {
            return String.join("\n", out()) + "\n" + String.join("\n", err());
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        private static List<String> lines(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
