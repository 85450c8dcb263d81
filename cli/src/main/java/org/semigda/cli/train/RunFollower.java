package org.semigda.cli.train;

import java.util.Map;
import java.util.function.Consumer;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.StoredEvent;

/** Shows the progress of one run from its events. */
final class RunFollower implements Consumer<StoredEvent> {

    private final ProgressPrinter printer;
    private RunProgress progress = RunProgress.NONE;

    RunFollower(ProgressPrinter printer) {
        this.printer = printer;
    }

    /** Takes one event of the run; called by one thread at a time. */
    @Override
    public synchronized void accept(StoredEvent stored) {
        RunEvent.Body body = stored.event().body();
        if (body instanceof RunEvent.Metrics metrics) {
            metrics(metrics.values());
        } else if (body instanceof RunEvent.Progress at) {
            progress = progress.at(at.stage(), at.step(), at.steps(), at.secondsLeft());
            printer.progress(progress.line());
        } else if (body instanceof RunEvent.Log log && !log.level().equals("info")) {
            printer.note(log.level() + ": " + log.message());
        }
    }

    private void metrics(Map<String, Double> values) {
        Double loss = values.get("loss/total");
        if (loss != null) {
            progress = progress.withLoss(loss);
        }
        Double dice = values.get("validation/dice");
        if (dice != null) {
            progress = progress.withDice(dice);
        }
    }
}
