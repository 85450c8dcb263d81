package org.semigda.cli.train;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.semigda.cli.console.ComputeOptions;
import org.semigda.cli.console.Errors;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.UserError;
import org.semigda.infer.FolderPredictor;
import org.semigda.infer.PredictOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code predict}: a mask for every image, at the image's own size. */
@Command(name = "predict", description = "Write a mask for every image, at the image's own size.")
public final class PredictCommand implements Callable<Integer> {

    private static final String LIST = "-";

    /** What {@code --tile} without a number stands for. */
    private static final String OWN_SIZE = "own";

    private final Terminal terminal;
    private final InputStream in;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR|FILE",
            required = true,
            description = "A checkpoint, such as OUT/checkpoints/best-ema, or a run's folder.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--input",
            paramLabel = "DIR|FILE|-",
            required = true,
            description = "An image, a folder of them, or - for a list on standard input, one path a line.")
    private String input = "";

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder to write the masks to.")
    private Path output = Path.of("");

    @Option(names = "--overlay", description = "Also write each image with the mask drawn over it.")
    private boolean overlay;

    @Option(names = "--probability", description = "Also write probabilities, as 16-bit PNG.")
    private boolean probability;

    @Option(
            names = "--tile",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = OWN_SIZE,
            description =
                    "Predict in overlapping tiles of N x N pixels of the image; for images much larger than those of"
                            + " the training. Without N: the model's own size.")
    private Optional<String> tile = Optional.empty();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    public PredictCommand(Terminal terminal, InputStream in) {
        this.terminal = terminal;
        this.in = in;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        boolean list = input.equals(LIST);
        FolderPredictor.Report report = Masks.predict(
                checkpoint,
                list ? Optional.empty() : Optional.of(Path.of(input)),
                list ? listed() : List.of(),
                output,
                new PredictOptions(overlay, probability, tileSize()),
                compute.device(),
                printer);
        int written = report.masks().size();
        int failed = report.failures().size();
        terminal.out()
                .println("wrote " + written + (written == 1 ? " mask" : " masks") + " to " + output
                        + (failed == 0 ? "" : ", " + failed + (failed == 1 ? " image" : " images") + " left out"));
        if (written == 0) {
            throw new UserError("no image in " + input + " could be read");
        }
        return failed == 0 ? 0 : Errors.FAILED;
    }

    private OptionalInt tileSize() {
        if (tile.isEmpty()) {
            return OptionalInt.empty();
        }
        if (tile.get().equals(OWN_SIZE)) {
            return OptionalInt.of(PredictOptions.OWN_SIZE);
        }
        try {
            return OptionalInt.of(Integer.parseInt(tile.get()));
        } catch (NumberFormatException e) {
            throw new UserError("--tile " + tile.get() + " is not a number of pixels", e);
        }
    }

    private List<Path> listed() {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.isBlank())
                .map(Path::of)
                .toList();
    }
}
