package org.semigda.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.semigda.conf.UserError;
import org.semigda.infer.FolderPredictor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code predict}: a mask for every image, at the image's own size. */
@Command(name = "predict", description = "Write a mask for every image, at the image's own size.")
final class PredictCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR|FILE",
            required = true,
            description = "A checkpoint, such as OUT/checkpoints/best-ema.")
    private Path checkpoint = Path.of("");

    @Option(names = "--input", paramLabel = "DIR|FILE", required = true, description = "An image, or a folder of them.")
    private Path input = Path.of("");

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder to write the masks to.")
    private Path output = Path.of("");

    @Option(names = "--overlay", description = "Also write each image with the mask drawn over it.")
    private boolean overlay;

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        FolderPredictor.Report report = Masks.predict(checkpoint, input, output, overlay, printer);
        int written = report.masks().size();
        int failed = report.failures().size();
        terminal.out()
                .println("wrote " + written + (written == 1 ? " mask" : " masks") + " to " + output
                        + (failed == 0 ? "" : ", " + failed + (failed == 1 ? " image" : " images") + " left out"));
        if (written == 0) {
            throw new UserError("no image in " + input + " could be read");
        }
        return 0;
    }
}
