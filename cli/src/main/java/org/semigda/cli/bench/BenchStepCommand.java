package org.semigda.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.bench.StepBench;
import org.semigda.cli.console.SettingsOptions;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.protocol.Wire;
import org.semigda.torch.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench step}: how fast this machine trains. */
@Command(name = "step", description = "Measure a training step of stage 2 on random images.")
final class BenchStepCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "small",
            description = "Settings to start from. Default: ${DEFAULT-VALUE}.")
    private String preset = "small";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu or cuda:0. Default: ${DEFAULT-VALUE}.")
    private String device = "cpu";

    @Option(names = "--precision", paramLabel = "NAME", description = "fp32 or bf16. Default: the preset's.")
    private Optional<String> precision = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Threads on a CPU. Default: one per core.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Steps that are timed. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "3",
            description = "Steps before them that are not. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--parts", description = "Measure the networks one by one too.")
    private boolean parts;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private SettingsOptions settingsOptions = new SettingsOptions();

    BenchStepCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Map<String, String> more = new LinkedHashMap<>();
        precision.ifPresent(value -> more.put(Keys.PRECISION.key(), value));
        threads.ifPresent(value -> more.put(Keys.THREADS.key(), value.toString()));
        Settings settings = settingsOptions.resolve(preset).with(more);
        StepBench.Result result = new StepBench(settings, Device.parse(device), warmup, steps, parts).run();
        if (json) {
            terminal.out().println(Wire.write(result));
        } else {
            print(result);
        }
        return 0;
    }

    private void print(StepBench.Result result) {
        line(
                "%s, %s, %d threads, %d images of %d pixels",
                result.device(), result.precision(), result.threads(), result.images(), result.size());
        line(
                "step %.1f ms (%.1f to %.1f; processor %.1f), %.2f images/s",
                result.stepMillis(),
                result.minMillis(),
                result.maxMillis(),
                result.cpuMillis(),
                result.imagesPerSecond());
        result.phaseMillis()
                .forEach((phase, millis) ->
                        line("  %-16s %9.1f ms %5.1f%%", phase, millis, 100 * millis / result.stepMillis()));
        result.parts()
                .forEach(part -> line(
                        "  %-22s forward %8.1f ms, backward %8.1f ms, %5.1f%%; %7.1f GFLOP, %7.1f GFLOP/s",
                        part.name(),
                        part.forwardMillis(),
                        part.backwardMillis(),
                        100 * (part.forwardMillis() + part.backwardMillis()) / result.stepMillis(),
                        part.gigaflop(),
                        part.gigaflopPerSecond()));
        line(
                "memory %.0f MiB resident at most; %.0f KiB a step on Java's heap; %d operations recorded a step",
                result.peakResidentMiB(), result.heapKiB(), result.recorded());
        line(
                "%.1f GFLOP, %.1f GFLOP/s; a large convolution %.1f, a large matrix product %.1f",
                result.gigaflop(), result.gigaflopPerSecond(), result.peakConvolution(), result.peakMatrix());
    }

    private void line(String format, Object... values) {
        terminal.out().println(String.format(Locale.ROOT, format, values));
    }
}
