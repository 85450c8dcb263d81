package org.semigda.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.semigda.data.DataOptions;
import org.semigda.data.DataSet;
import org.semigda.data.Item;
import org.semigda.data.Problem;
import org.semigda.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data inspect}: what is in a folder and what is wrong with it. */
@Command(name = "inspect", description = "Say what is in a folder and what is wrong with it.")
final class DataInspectCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The data set's folder.")
    private Path data = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    DataInspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DataSet set = PreFlight.decode(
                DataSet.look(data, DataOptions.plain()), new ProgressPrinter(terminal, System::currentTimeMillis));
        long pairs = set.items().stream().filter(Item::hasMask).count();
        long unlabelled = set.items().size() - pairs;
        if (json) {
            terminal.out().println(Wire.write(document(set, pairs, unlabelled)));
            return 0;
        }
        terminal.out().println("layout      " + set.layout());
        terminal.out().println("pairs       " + pairs + " images with masks");
        terminal.out().println("unlabelled  " + unlabelled + " images without");
        terminal.out().println("problems    " + set.problems().size());
        for (Problem problem : set.problems()) {
            terminal.out().println("  " + problem.file() + ": " + problem.message());
        }
        return 0;
    }

    private static Map<String, Object> document(DataSet set, long pairs, long unlabelled) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("layout", set.layout());
        document.put("pairs", pairs);
        document.put("unlabelled", unlabelled);
        document.put("problems", List.copyOf(set.problems()));
        document.put("hash", set.hash());
        return document;
    }
}
