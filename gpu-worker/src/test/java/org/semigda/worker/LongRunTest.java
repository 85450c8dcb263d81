package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.bench.NativeMemory;
import org.semigda.data.PhantomGenerator;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;

/** A run that is validated, saved and photographed again and again goes on as it began. */
class LongRunTest {

    /** 20 images: 4 to validate, 4 to test, 4 with masks and 8 without, one of each in a step. */
    private static final int STEPS_AN_EPOCH = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final List<RunEvent.Body> said = new ArrayList<>();
    private final List<Double> millis = new ArrayList<>();
    /** Beside Java's heap: pages that it first touches later look like growth. */
    private final List<Double> residentMiB = new ArrayList<>();
    /** How long the same work takes after each step: what a shared machine gives drifts by more than what is looked for. */
    private final List<Double> machineMillis = new ArrayList<>();

    private final float[] numbers = new float[2_000_000];

    @Test
    @Timeout(300)
    void every_so_many_steps_a_run_is_validated_saved_and_photographed() {
        run(3 * STEPS_AN_EPOCH, 1);
        assertThat(millis).hasSize(3 * STEPS_AN_EPOCH);
        assertSavedAndPhotographed(3);
    }

    @Test
    @Tag("soak")
    @EnabledIfSystemProperty(named = "semigda.soak", matches = "true")
    void two_thousand_steps_take_as_long_and_as_much_memory_at_their_end_as_at_their_beginning() {
        int epochs = 13; // 104 steps
        int steps = 20 * epochs * STEPS_AN_EPOCH;
        run(steps, epochs);
        assertSavedAndPhotographed(20);
        int tenth = steps / 10;
        double first = median(millis.subList(0, tenth));
        double last = median(millis.subList(steps - tenth, steps));
        double drift = median(machineMillis.subList(steps - tenth, steps)) / median(machineMillis.subList(0, tenth));
        double early = residentMiB.get(tenth);
        double late = residentMiB.get(steps - 1);
        System.out.printf(
                "%d steps: %.2f ms a step in the first tenth, %.2f ms in the last (%+.1f%%, the machine %+.1f%%);"
                        + " %.0f MiB resident beside Java's heap after the first tenth, %.0f MiB at the end (%+.1f%%)%n",
                steps, first, last, 100 * (last / first - 1), 100 * (drift - 1), early, late, 100 * (late / early - 1));
        List<String> tenths = IntStream.range(0, 10)
                .mapToObj(i -> String.format("%.0f", median(millis.subList(i * tenth, (i + 1) * tenth))))
                .toList();
        System.out.println("milliseconds a step by tenth: " + tenths);
        System.out.println("MiB resident at the end of each tenth: "
                + IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> String.format("%.0f", residentMiB.get(i * tenth - 1)))
                        .toList());
        assertThat(late).isLessThan(1.02 * early);
        assertThat(last).isLessThan(1.03 * drift * first);
    }

    private void assertSavedAndPhotographed(int times) {
        assertThat(said.stream()
                        .filter(body -> body instanceof RunEvent.Metrics metrics
                                && metrics.values().containsKey("validation/dice")))
                .hasSize(times);
        assertThat(said.stream().filter(body -> body instanceof RunEvent.Sample))
                .hasSize(times);
        assertThat(said.stream()
                        .filter(body -> body instanceof RunEvent.Saved saved
                                && saved.name().equals("last")))
                .hasSizeGreaterThanOrEqualTo(times);
        assertThat(folder.resolve("run/checkpoints/last")).isDirectory();
        assertThat(said.stream().filter(body -> body instanceof RunEvent.Sample).map(RunEvent.Sample.class::cast))
                .allMatch(sample -> Files.isRegularFile(folder.resolve("run").resolve(sample.file())));
    }

    private void run(int steps, int epochsBetween) {
        Path data = folder.resolve("data");
        PhantomGenerator.write(data, 20, 32, 1);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("image.size", "32");
        settings.put("vae.multipliers", "1,1,1,1");
        settings.put("batch.labelled", "1");
        settings.put("batch.unlabelled", "1");
        settings.put("data.labelled", "4");
        settings.put("data.validation", "0.2");
        settings.put("data.test", "0.2");
        settings.put("stage0.batch", "2");
        settings.put("stage0.steps", "2");
        settings.put("stage1.steps", "2");
        settings.put("stage2.steps", Integer.toString(steps));
        settings.put("validate.every", Integer.toString(epochsBetween));
        settings.put("checkpoint.every", Integer.toString(epochsBetween * STEPS_AN_EPOCH));
        settings.put("samples.count", "1");
        RunSpec spec = new RunSpec(RunSpec.VERSION, "long", data.toString(), "demo", settings);
        new LocalTraining(spec, folder.resolve("run"), "cpu").run(this::hear);
    }

    private void hear(RunEvent.Body body) {
        if (body instanceof RunEvent.Metrics metrics && metrics.values().containsKey("time/forward_ms")) {
            if (metrics.stage() == 2) {
                millis.add(metrics.values().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("time/"))
                        .mapToDouble(Map.Entry::getValue)
                        .sum());
                residentMiB.add(NativeMemory.residentMiB());
                machineMillis.add(sameWork());
            }
        } else {
            said.add(body);
        }
    }

    /** Milliseconds that a few passes over some memory take. */
    private double sameWork() {
        long start = System.nanoTime();
        for (int pass = 1; pass <= 4; pass++) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = numbers[i] * 0.5f + pass;
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
