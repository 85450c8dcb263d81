package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.infer.Predictor;

/** The program of docs/library.md, compiled and run with the published jars of three modules and nothing else of ours. */
class LibraryIT {

    private static final Pattern PROGRAM = Pattern.compile("```java\\n(.*?public class (\\w+) .*?)```", Pattern.DOTALL);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void theProgramOfTheDocsTrainsScoresAndPredicts() throws Exception {
        Matcher program = PROGRAM.matcher(Files.readString(root().resolve("docs/library.md")));
        assertThat(program.find()).isTrue();
        Path source = Files.writeString(folder.resolve(program.group(2) + ".java"), program.group(1));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(source, classes);

        Path data = folder.resolve("phantoms");
        assertThat(new CommandLine(folder)
                        .run("data", "phantom", "--out", data.toString(), "--count", "24", "--size", "32")
                        .code())
                .isZero();
        Path run = folder.resolve("run");
        List<String> out = run(program.group(2), classes, data.toString(), run.toString());
        assertThat(out).filteredOn(line -> line.startsWith("step ")).hasSize(8);
        assertThat(out)
                .anyMatch(line -> line.matches("test dice [01]\\.\\d+"))
                .anyMatch(line -> line.startsWith("foreground probability"))
                .contains("masks 24");
        assertThat(run.resolve("report/report.html")).isNotEmptyFile();
        assertThat(run.resolve("checkpoints/last/manifest.json")).exists();
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.resolveSibling("");
    }

    private static void compile(Path source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = compiler.run(
                null, null, errors, "-proc:none", "-cp", libraries(), "-d", classes.toString(), source.toString());
        assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** Our three modules and what others make; neither tests nor the other modules. */
    private static String libraries() {
        String own = Path.of(Predictor.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        assertThat(own).as("the module as it is published").endsWith(".jar");
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("semigda-")
                        || Stream.of("protocol", "conf", "gpu-worker")
                                .anyMatch(module -> entry.contains("semigda-" + module)))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(libraries).contains("semigda-protocol", "semigda-conf").doesNotContain("semigda-cli");
        return libraries;
    }

    private List<String> run(String main, Path classes, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Duser.home=" + folder,
                "-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                "-cp",
                classes + File.pathSeparator + libraries(),
                main));
        words.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("the program ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }
}
