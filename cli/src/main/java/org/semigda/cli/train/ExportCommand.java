package org.semigda.cli.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Torch;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import org.semigda.infer.export.ModelExport;
import org.semigda.torch.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code export}: a model as a folder that other programs can use. */
@Command(
        name = "export",
        description = "Write a trained model as a folder for other programs: weights, description, model card.")
public final class ExportCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR|FILE",
            required = true,
            description = "A checkpoint, such as OUT/checkpoints/best-ema, or a run's folder.")
    private Path checkpoint = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new or empty folder.")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "torchscript",
            description = "torchscript: from image to classes, for LibTorch or Python alone. safetensors: the tensors."
                    + " Default: ${DEFAULT-VALUE}.")
    private ModelExport.Format format = ModelExport.Format.TORCHSCRIPT;

    @Option(
            names = "--license",
            paramLabel = "NAME",
            description = "License of the weights, such as CC-BY-4.0. Default: unspecified.")
    private Optional<String> license = Optional.empty();

    public ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Torch.device();
        // A file that holds tensors of a GPU opens on machines with that GPU alone.
        try (OpenModel model = ModelStore.open(checkpoint, Device.CPU)) {
            Path weights = ModelExport.write(model, out.toAbsolutePath().normalize(), format, license);
            terminal.out().println("wrote " + weights + ", model.json and README.md");
        }
        return 0;
    }
}
