package org.semigda.cli.data;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;
import org.semigda.data.ContactSheet;
import org.semigda.data.DataOptions;
import org.semigda.data.DataSet;
import org.semigda.data.Inspection;
import org.semigda.data.Inspector;
import org.semigda.data.LabelledShare;
import org.semigda.data.Problem;
import org.semigda.data.Split;
import org.semigda.data.SplitList;
import org.semigda.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data inspect}: what is in a folder and what is wrong with it. */
@Command(name = "inspect", description = "Say what is in a folder and what is wrong with it.")
final class DataInspectCommand implements Callable<Integer> {

    private static final int ON_SHEET = 64;
    private static final int SHOWN = 6;

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The data set's folder.")
    private Path data = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "Write a PNG of up to " + ON_SHEET + " images with the outlines of their masks.")
    private Optional<Path> sheet = Optional.empty();

    @Option(
            names = "--split",
            paramLabel = "FILE",
            description = "A run's split.json, or a list: also tell of images that are in two parts of it.")
    private Optional<Path> split = Optional.empty();

    DataInspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        DataSet set = DataSet.look(data, DataOptions.plain());
        Optional<Split> parts =
                split.map(file -> SplitList.read(file, set, new LabelledShare(java.math.BigDecimal.ONE, false), 1));
        Inspection found = Inspector.inspect(
                set,
                parts,
                Runtime.getRuntime().availableProcessors(),
                (done, total) -> printer.progress("reading images  " + done + "/" + total));
        printer.clear();
        sheet.ifPresent(file -> ContactSheet.write(set, ON_SHEET, file));
        if (json) {
            terminal.out().println(Wire.write(InspectionDocument.of(found)));
        } else {
            print(found);
        }
        return 0;
    }

    private void print(Inspection found) {
        PrintStream out = terminal.out();
        out.println("layout      " + found.layout());
        if (!found.protocol().equals("none")) {
            out.println("protocol    " + found.protocol() + " (--protocol " + found.protocol() + ")");
        }
        out.println("pairs       " + found.pairs() + " images with masks");
        out.println("unlabelled  " + found.unlabelled() + " images without");
        found.leftOut().forEach((why, count) -> out.println("left out    " + count + " " + why));
        if (found.parts().size() > 1) {
            out.println("parts       " + list(found.parts()));
        }
        if (found.groups() > 0) {
            out.println("groups      " + found.groups() + " that stay together");
        }
        out.println("sizes       " + list(found.sizes()));
        out.println("modes       " + list(found.modes()));
        if (found.pairs() > 0) {
            out.println("mask values " + list(found.maskValues()) + " (masks that hold each)");
            Inspection.Foreground share = found.foreground();
            out.println(String.format(
                    Locale.ROOT,
                    "foreground  %.1f%% on average, from %.1f%% to %.1f%%; %d empty",
                    100 * share.mean(),
                    100 * share.least(),
                    100 * share.greatest(),
                    found.emptyMasks()));
        }
        out.println("problems    " + found.problems().size());
        for (Problem problem : found.problems()) {
            out.println("  " + problem.code() + "  " + problem.file() + ": " + problem.message());
        }
    }

    private static String list(Map<?, Integer> counts) {
        String shown = counts.entrySet().stream()
                .limit(SHOWN)
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
        return counts.size() > SHOWN ? shown + " and " + (counts.size() - SHOWN) + " more" : shown;
    }
}
