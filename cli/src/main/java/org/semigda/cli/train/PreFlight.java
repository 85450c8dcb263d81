package org.semigda.cli.train;

import java.nio.file.Path;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.conf.Settings;
import org.semigda.data.DataCheck;
import org.semigda.data.DataSet;
import org.semigda.data.Problem;
import org.semigda.worker.RunSplit;

/** Looks at everything a run needs before anything is started, so that bad input is told in a second and not in an hour. */
final class PreFlight {

    private static final int SHOWN = 5;

    private PreFlight() {}

    /**
     * Reads every image once, draws the split and holds it against the batch.
     *
     * @return the set without the images left out
     * @throws org.semigda.conf.UserError on anything that would keep the run from training
     */
    static DataSet check(Path data, Settings settings, ProgressPrinter printer) {
        DataSet set = decode(RunSplit.open(data, settings), printer);
        report(set, printer);
        RunSplit.requireBatch(RunSplit.draw(set, settings), settings);
        return set;
    }

    /** Decodes all of a set, and leaves out what cannot be. */
    static DataSet decode(DataSet listed, ProgressPrinter printer) {
        int threads = Runtime.getRuntime().availableProcessors();
        DataSet set = DataCheck.check(
                listed, threads, (done, total) -> printer.progress("reading images  " + done + "/" + total));
        printer.clear();
        return set;
    }

    /** Names the files that were left out; of many, the first few. */
    static void report(DataSet set, ProgressPrinter printer) {
        int problems = set.problems().size();
        if (problems == 0) {
            return;
        }
        set.problems().stream().limit(SHOWN).map(PreFlight::line).forEach(printer::note);
        printer.note("warning: " + problems + (problems == 1 ? " file" : " files") + " left out of "
                + (set.items().size() + problems) + "; 'semigda data inspect' lists "
                + (problems == 1 ? "it" : "them all"));
    }

    private static String line(Problem problem) {
        return "warning: left out " + problem.file() + ": " + problem.message();
    }
}
