package org.semigda.cli;

import java.nio.file.Path;
import java.util.List;
import org.semigda.data.DataSet;
import org.semigda.data.Part;
import org.semigda.data.Split;
import org.semigda.infer.FolderPredictor;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;

/** Masks for a folder of images. */
final class Masks {

    private Masks() {}

    /**
     * Writes them, showing how far it is; images that cannot be read are named and passed over.
     *
     * @param checkpoint whatever stands for one: a checkpoint, a file in it, a run's folder
     */
    static FolderPredictor.Report predict(
            Path checkpoint, Path input, Path output, boolean overlay, ProgressPrinter printer) {
        try (OpenModel model = ModelStore.open(checkpoint, Torch.device())) {
            FolderPredictor.Report report = new FolderPredictor(model.predictor())
                    .predict(
                            input,
                            output,
                            overlay,
                            (done, total, image) -> printer.progress("predicting  " + done + "/" + total));
            printer.clear();
            for (FolderPredictor.Failure failure : report.failures()) {
                printer.note("warning: no mask for " + failure.image() + ": " + failure.reason());
            }
            return report;
        }
    }

    /** Writes the masks and overlays of a run's test images, the ones it has not learnt from. */
    static void predictTest(Path run, DataSet set, Path output, ProgressPrinter printer) {
        List<String> ids = Split.read(run.resolve("split.json")).ids(Part.TEST);
        try (OpenModel model = ModelStore.open(run, Torch.device())) {
            FolderPredictor predictor = new FolderPredictor(model.predictor());
            int done = 0;
            for (String id : ids) {
                predictor.predict(
                        set.item(id).image(),
                        output.resolve(id).resolveSibling(""),
                        true,
                        FolderPredictor.Listener.silent());
                printer.progress("predicting  " + ++done + "/" + ids.size());
            }
            printer.clear();
        }
    }
}
