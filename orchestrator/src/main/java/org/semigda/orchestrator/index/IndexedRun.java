package org.semigda.orchestrator.index;

import java.nio.file.Path;
import java.util.Optional;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;

/**
 * A run as the index has it.
 *
 * @param folder the run's folder
 * @param stamp tells whether the folder changed since: size and time of its files
 * @param shown the run as lists show it, as JSON
 * @param place where it is in the order that was asked for
 */
public record IndexedRun(String id, Path folder, String stamp, String shown, RunQuery.Place place) {

    /** A row to be written. */
    record Row(RunView view, Path folder, String stamp) {

        double best() {
            return finite(view.best().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(-1));
        }

        double score() {
            return finite(Optional.ofNullable(view.scores().get("dice")).orElse(-1.0));
        }

        RunRecord run() {
            return view.record();
        }

        private static double finite(double value) {
            return Double.isFinite(value) ? value : -1;
        }
    }
}
