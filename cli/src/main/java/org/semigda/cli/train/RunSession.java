package org.semigda.cli.train;

import org.semigda.cli.console.Interrupts;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.RunFailed;
import org.semigda.cli.serve.Semigda;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;

/** One run in the foreground: follows it to its end, and passes a Ctrl-C on as a wish to stop. */
final class RunSession {

    private final Semigda system;
    private final ProgressPrinter printer;

    RunSession(Semigda system, ProgressPrinter printer) {
        this.system = system;
        this.printer = printer;
    }

    /** Waits for the end of a run. A Ctrl-C stops the run, which saves a checkpoint first. */
    RunView await(RunId run) {
        Runnable unwatch = system.watch(run, new RunFollower(printer));
        try (Interrupts interrupts = Interrupts.take(() -> {
            printer.note("stopping after this step, with a checkpoint; Ctrl-C again ends at once");
            system.stop(run);
        })) {
            RunView end = system.awaitEnd(run);
            printer.clear();
            RunFailed.throwIfFailed(end);
            return end;
        } finally {
            unwatch.run();
        }
    }

    /** Steps a run has done, all stages together. */
    static long step(RunView run) {
        return run.progress().map(RunEvent.Progress::step).orElse(0L);
    }
}
