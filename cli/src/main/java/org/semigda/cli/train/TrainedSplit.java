package org.semigda.cli.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.data.DataSet;
import org.semigda.data.Split;
import org.semigda.infer.OpenModel;
import org.semigda.worker.RunSplit;

/** Finds the split a model was trained with, so that no image it has learnt from is scored as a test image. */
final class TrainedSplit {

    private TrainedSplit() {}

    /**
     * The split.json of the checkpoint's run when the data are the same; otherwise one drawn with the run's settings,
     * which is the same one for the same data. Says so when the data are others than those of the run.
     */
    static Split of(OpenModel model, DataSet set, ProgressPrinter printer) {
        Optional<Split> trained = ofRun(model.checkpoint());
        String hash = set.hash();
        if (trained.isPresent() && trained.get().dataHash().equals(hash)) {
            return trained.get();
        }
        if (trained.isPresent()) {
            printer.note("note: these are not the data the model was trained on; its seed draws the parts anew");
        }
        return RunSplit.draw(set, model.settings());
    }

    /** A checkpoint lies in RUN/checkpoints/NAME. */
    private static Optional<Split> ofRun(Path checkpoint) {
        Path checkpoints = checkpoint.toAbsolutePath().normalize().getParent();
        Path run = checkpoints == null ? null : checkpoints.getParent();
        if (run == null || !Files.isRegularFile(run.resolve("split.json"))) {
            return Optional.empty();
        }
        return Optional.of(Split.read(run.resolve("split.json")));
    }
}
