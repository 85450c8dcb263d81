package org.semigda.cli.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.bench.LoaderBench;
import org.semigda.cli.console.Terminal;
import org.semigda.data.DataSet;
import org.semigda.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench loader}: how fast this machine makes images ready. */
@Command(name = "loader", description = "Measure how many images a second one core reads, decodes and augments.")
final class BenchLoaderCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "224",
            description = "Size to prepare images at. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processor time of each of the five runs of each kind. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Mixin
    private BenchImagesOptions images = new BenchImagesOptions();

    BenchLoaderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DataSet set = DataSet.open(images.folder(terminal));
        LoaderBench.Result result = new LoaderBench(set, size, 5, Math.round(1000 * seconds)).run();
        if (images.json()) {
            terminal.out().println(Wire.write(result));
            return 0;
        }
        print("decode alone", result.decodeOnly(), Optional.empty());
        print("from files", result.uncached(), Optional.of(result.uncachedWall()));
        print("from memory", result.cached(), Optional.of(result.cachedWall()));
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "heap allocated an image: %.0f KiB from a file, %.1f KiB from memory",
                        result.bytesPerImage() / 1024.0,
                        result.bytesPerCachedImage() / 1024.0));
        return 0;
    }

    private void print(String what, double perCore, Optional<Double> wall) {
        terminal.out()
                .println(String.format(Locale.ROOT, "%-13s %8.1f images/s a core", what, perCore)
                        + wall.map(rate -> String.format(Locale.ROOT, " (%.1f by the clock)", rate))
                                .orElse(""));
    }
}
