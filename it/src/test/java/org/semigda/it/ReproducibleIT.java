package org.semigda.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.it.CommandLine.Running;

/** The same specification and seed give the same numbers to the last bit, in processes of their own. */
class ReproducibleIT {

    private static final int STEPS = 4 + 4 + 56; // long enough that Ctrl-C comes before the end on a fast machine
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path data = Path.of("");

    @BeforeEach
    void images() throws Exception {
        data = folder.resolve("phantoms");
        String[] words = {"data", "phantom", "--out", data.toString(), "--count", "20", "--size", "32"};
        assertThat(new CommandLine(folder).run(words).code()).isZero();
    }

    @Test
    void twoRunsAreEqualAnInterruptedOneToThemAndAnotherSeedIsNot() throws Exception {
        Path first = run("first", "7");
        Path second = run("second", "7");
        Path other = run("other", "8");
        Path interrupted = interrupted("interrupted", "7");

        List<String> losses = losses(first);
        assertThat(losses).hasSize(STEPS);
        assertThat(losses(second)).isEqualTo(losses);
        assertThat(losses(interrupted)).isEqualTo(losses);
        assertThat(losses(other)).hasSize(STEPS).doesNotContainAnyElementsOf(losses);
        for (String file : List.of("model.safetensors", "ema.safetensors", "trainer.safetensors")) {
            Path last = Path.of("checkpoints", "last", file);
            assertThat(second.resolve(last)).hasSameBinaryContentAs(first.resolve(last));
            assertThat(interrupted.resolve(last)).hasSameBinaryContentAs(first.resolve(last));
            assertThat(Files.mismatch(other.resolve(last), first.resolve(last))).isNotNegative();
        }
    }

    private Path run(String name, String seed) throws Exception {
        Path out = folder.resolve(name).resolve("run");
        assertThat(home(name).run(words(out, seed)).code()).isZero();
        return out;
    }

    /** Ctrl-C somewhere behind step 10, then the same command with --resume. */
    private Path interrupted(String name, String seed) throws Exception {
        Path out = folder.resolve(name).resolve("run");
        String[] words = words(out, seed);
        try (Running training = home(name).start(words)) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (losses(out).size() < 10 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            training.interrupt();
            assertThat(training.await().code()).isEqualTo(130);
        }
        assertThat(losses(out)).hasSizeBetween(10, STEPS - 1);
        String[] again = Stream.concat(Stream.of(words), Stream.of("--resume")).toArray(String[]::new);
        assertThat(home(name).run(again).code()).isZero();
        return out;
    }

    /** A home of its own: else the second run would take the autoencoder that the first has trained. */
    private CommandLine home(String name) throws Exception {
        return new CommandLine(Files.createDirectories(folder.resolve(name)));
    }

    private String[] words(Path out, String seed) {
        return TinyRun.train(data, out, Map.of("stage2.steps", "56", "validate.every", "12", "seed", seed));
    }

    /** Step and loss of every step so far, as they were written: JSON keeps every bit of a double. */
    private static List<String> losses(Path run) throws Exception {
        Path metrics = run.resolve("metrics.jsonl");
        List<String> losses = new ArrayList<>();
        if (Files.exists(metrics)) {
            String text = Files.readString(metrics);
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                JsonNode point = JSON.readTree(line);
                JsonNode loss = point.findValue("loss/total");
                if (loss != null) {
                    losses.add(point.findValue("step") + " " + loss);
                }
            }
        }
        return losses;
    }
}
