package org.semigda.cli.bench;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Terminal;
import org.semigda.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench bus}: how fast the event bus carries a step's numbers. */
@Command(
        name = "bus",
        description = "Measure the event bus: a step's numbers sent and acknowledged, in one process and between two"
                + " members of a cluster on this machine.")
final class BenchBusCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Messages of each measurement, after as many that are not timed. Default: ${DEFAULT-VALUE}.")
    private int messages;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    BenchBusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        BusBench.Result result = BusBench.run(messages);
        if (json) {
            terminal.out().println(Wire.write(result));
            return 0;
        }
        print("one process", result.local());
        print("two members", result.clustered());
        return 0;
    }

    private void print(String what, BusBench.Figures figures) {
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %.0f messages/s; one alone takes %.0f us and back (99%% below %.0f us)",
                        what,
                        figures.perSecond(),
                        figures.medianMicros(),
                        figures.micros99()));
    }
}
