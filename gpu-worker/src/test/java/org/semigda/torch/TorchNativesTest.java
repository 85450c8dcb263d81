package org.semigda.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Loading in JVMs of their own: in this one the libraries may be loaded already. */
class TorchNativesTest {

    private final Path folder;

    TorchNativesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** What the child JVMs run. */
    public static final class Child {

        private Child() {}

        public static void main(String[] args) throws IOException {
            TorchInfo info = TorchNatives.load(new NativeLimits(1, 3L << 30));
            TorchInfo again = TorchNatives.load(new NativeLimits(1, 3L << 30));
            try (TorchScope scope = TorchScope.open()) {
                Tensor sum = torch.ones(2, 3).sum();
                System.out.println("sum " + Tensors.item(sum) + " again " + info.equals(again));
            }
            System.out.println("limit " + Pointer.maxPhysicalBytes() + " threads " + torch.get_num_threads());
            Path maps = Path.of("/proc/self/maps");
            if (Files.exists(maps)) {
                try (Stream<String> lines = Files.lines(maps)) {
                    lines.filter(line -> line.matches(".*/lib(torch|c10|jnitorch)[^/]*"))
                            .map(line -> line.substring(line.indexOf('/')))
                            .distinct()
                            .forEach(path -> System.out.println("mapped " + path));
                }
            }
        }
    }

    @Test
    void twoProcessesMayStartAtOnceOnOneColdCache() throws Exception {
        Path cache = folder.resolve("cache");
        List<Process> children = List.of(start(cache, folder.resolve("1.log")), start(cache, folder.resolve("2.log")));
        for (int child = 1; child <= 2; child++) {
            String output = finish(children.get(child - 1), folder.resolve(child + ".log"));

            assertThat(output).contains("sum 6.0 again true").contains("limit " + (3L << 30) + " threads 1");
            assertThat(output.lines().filter(line -> line.startsWith("mapped ")))
                    .allSatisfy(line -> assertThat(line).startsWith("mapped " + cache));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anotherLibtorchOnTheLinkersPathIsNotPickedUp() throws Exception {
        Path cache = folder.resolve("cache");
        Path system = Files.createDirectory(folder.resolve("system"));
        finish(start(cache, folder.resolve("warm.log")), folder.resolve("warm.log"));
        copyLibraries(cache, system);
        delete(cache);

        ProcessBuilder builder = command(cache, folder.resolve("log"));
        builder.command().add(1, "-Djava.library.path=" + system);
        builder.environment().put("LD_LIBRARY_PATH", system.toString());
        String output = finish(builder.start(), folder.resolve("log"));

        assertThat(output).contains("sum 6.0").contains("mapped " + cache).doesNotContain("mapped " + system);
    }

    private static void copyLibraries(Path cache, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path library : files.filter(
                            path -> path.getFileName().toString().matches("lib(torch|c10).*\\.so"))
                    .filter(path -> !Files.isSymbolicLink(path))
                    .toList()) {
                Files.copy(library, target.resolve(library.getFileName()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Process start(Path cache, Path log) throws IOException {
        return command(cache, log).start();
    }

    private static ProcessBuilder command(Path cache, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    }

    private static String finish(Process child, Path log) throws IOException, InterruptedException {
        boolean ended = child.waitFor(180, TimeUnit.SECONDS);
        if (!ended) {
            child.destroyForcibly();
        }
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as("ended in time: " + output).isTrue();
        assertThat(child.exitValue()).as(output).isZero();
        return output;
    }
}
