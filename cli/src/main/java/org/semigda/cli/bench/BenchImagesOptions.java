package org.semigda.cli.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.data.Phantoms;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What benchmarks that need images have in common. */
final class BenchImagesOptions {

    @Option(names = "--data", paramLabel = "DIR", description = "Images to measure with. Default: generated ones.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private HomeOption home = new HomeOption();

    /** The images; makes the generated ones when they are asked for and not there yet. */
    Path folder(Terminal terminal) {
        return data.orElseGet(
                () -> Phantoms.in(home.resolve(), new ProgressPrinter(terminal, System::currentTimeMillis)));
    }

    /** Whether the result is a document for machines. */
    boolean json() {
        return json;
    }
}
