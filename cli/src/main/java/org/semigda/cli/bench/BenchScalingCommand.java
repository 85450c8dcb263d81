package org.semigda.cli.bench;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.semigda.bench.ScalingBench;
import org.semigda.cli.console.Terminal;
import org.semigda.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench scaling}: how much faster several one-thread workers train than one. */
@Command(name = "scaling", description = "Measure how much faster several one-thread workers train than one.")
final class BenchScalingCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "small",
            description = "Preset whose stage 2 is measured. Default: ${DEFAULT-VALUE}.")
    private String preset = "small";

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Workers that are compared with one. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often one and several take turns. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Timed steps of a round, after three that are not. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--weak",
            description =
                    "Weak scaling: every worker has the preset's whole batch. Default: strong scaling, the batch is"
                            + " divided among the workers.")
    private boolean weak;

    @Mixin
    private BenchImagesOptions images = new BenchImagesOptions();

    BenchScalingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ScalingBench.Result result =
                new ScalingBench(images.folder(terminal), preset, workers, 3, steps, weak).run(rounds);
        if (images.json()) {
            terminal.out().println(Wire.write(result));
            return 0;
        }
        print(weak ? "weak scaling: the preset's batch for every worker" : "strong scaling: one batch, divided");
        print("1 worker:   %6.2f images/s, %6.0f ms a step", result.one(), result.stepMillisOne());
        print(
                "%d workers:  %6.2f images/s, %6.0f ms a step, %.1f%% of it exchange",
                workers, result.several(), result.stepMillisSeveral(), 100 * result.exchangeShare());
        print("%.2f times as many images a second; by round %s", result.ratio(), result.ratios());
        print("milliseconds of a step, 1 worker:  %s", parts(result.partsOne()));
        print("milliseconds of a step, %d workers: %s", workers, parts(result.partsSeveral()));
        print(
                "processor time of a step: %.0f ms alone, %.0f ms in each of %d: %.2f times less",
                result.processorMillisOne(),
                result.processorMillisSeveral(),
                workers,
                result.processorMillisOne() / result.processorMillisSeveral());
        return 0;
    }

    private static String parts(Map<String, Double> parts) {
        return parts.entrySet().stream()
                .map(part -> String.format(Locale.ROOT, "%s %.0f", part.getKey(), part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void print(String format, Object... values) {
        terminal.out().println(String.format(Locale.ROOT, format, values));
    }
}
