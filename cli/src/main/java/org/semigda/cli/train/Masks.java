package org.semigda.cli.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Torch;
import org.semigda.data.DataSet;
import org.semigda.data.Part;
import org.semigda.data.Split;
import org.semigda.infer.FolderPredictor;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import org.semigda.infer.PredictOptions;
import org.semigda.torch.Device;

/** Masks for a folder of images. */
final class Masks {

    private Masks() {}

    /**
     * Writes them, showing how far it is and how long it still takes; images that cannot be read are named and passed over.
     *
     * @param checkpoint whatever stands for one: a checkpoint, a file in it, a run's folder
     * @param input an image or a folder; empty: {@code files}
     */
    static FolderPredictor.Report predict(
            Path checkpoint,
            Optional<Path> input,
            List<Path> files,
            Path output,
            PredictOptions options,
            Device device,
            ProgressPrinter printer) {
        try (OpenModel model = ModelStore.open(checkpoint, device)) {
            FolderPredictor predictor = new FolderPredictor(model.predictor());
            FolderPredictor.Listener listener = new TimeLeft(printer, System::nanoTime);
            FolderPredictor.Report report = input.isPresent()
                    ? predictor.predict(input.get(), output, options, listener)
                    : predictor.predict(files, output, options, listener);
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
                        new PredictOptions(true, false, OptionalInt.empty()),
                        FolderPredictor.Listener.silent());
                printer.progress("predicting  " + ++done + "/" + ids.size());
            }
            printer.clear();
        }
    }
}
