package org.semigda.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.conf.Keys;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.LoaderSettings;
import org.semigda.data.Part;
import org.semigda.data.Split;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.Evaluator;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evaluate}: scores of a checkpoint on a part of a data set. */
@Command(name = "evaluate", description = "Score a checkpoint on a part of a data set.")
final class EvaluateCommand implements Callable<Integer> {

    private static final int BATCH = 4;

    private final Terminal terminal;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR|FILE",
            required = true,
            description = "A checkpoint, such as OUT/checkpoints/best-ema.")
    private Path checkpoint = Path.of("");

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder with the images and masks.")
    private Path data = Path.of("");

    @Option(
            names = "--split",
            paramLabel = "PART",
            defaultValue = "test",
            description = "test, validation or training. Default: ${DEFAULT-VALUE}.")
    private Part split = Part.TEST;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write a report to, image by image.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        Path images = data.toAbsolutePath().normalize();
        DataSet set = PreFlight.read(images, printer);
        PreFlight.report(set, printer);
        try (OpenModel model = ModelStore.open(checkpoint, Torch.device())) {
            Split parts = TrainedSplit.of(model, set, printer);
            EvaluationResult result = evaluate(model, set, parts, printer);
            printer.clear();
            out.ifPresent(result::write);
            terminal.out().println(json ? result.toJson() : result.line());
        }
        return 0;
    }

    private EvaluationResult evaluate(OpenModel model, DataSet set, Split parts, ProgressPrinter printer) {
        int size = model.settings().get(Keys.IMAGE_SIZE);
        int threads = Runtime.getRuntime().availableProcessors();
        LoaderSettings loading = new LoaderSettings(
                size,
                size,
                1,
                0,
                1,
                model.settings().get(Keys.MODEL_CLASSES),
                model.settings().get(Keys.SEED),
                false,
                0,
                threads);
        try (BatchLoader loader = new BatchLoader(set, parts, loading)) {
            return new Evaluator()
                    .evaluate(
                            model.predictor(),
                            loader,
                            split,
                            BATCH,
                            () -> false,
                            (done, total) -> printer.progress("scoring  " + done + "/" + total));
        }
    }
}
