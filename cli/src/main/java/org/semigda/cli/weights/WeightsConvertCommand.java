package org.semigda.cli.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Torch;
import org.semigda.conf.UserError;
import org.semigda.model.AutoencoderNames;
import org.semigda.model.WeightsInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weights convert}: any file of weights to safetensors, with the names and the type that are wanted. */
@Command(
        name = "convert",
        description =
                "Convert a file of weights to safetensors. Of a Stable Diffusion checkpoint the autoencoder is taken.")
final class WeightsConvertCommand implements Callable<Integer> {

    /** Names in the new file. */
    enum Naming {
        COMPVIS,
        DIFFUSERS,
        KEEP
    }

    /** Type of the floating-point tensors in the new file. */
    enum Type {
        F32,
        F16,
        BF16,
        KEEP
    }

    private static final String VAE = "vae_model.";

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "FILE", description = "What to convert; see 'weights inspect'.")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "The safetensors file to write; it must not exist.")
    private Path to = Path.of("");

    @Option(
            names = "--naming",
            paramLabel = "N",
            description =
                    "compvis, diffusers (a KL autoencoder), or keep. Default: compvis for a KL autoencoder, else keep.")
    private Optional<Naming> naming = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "T",
            defaultValue = "KEEP",
            description = "f32, f16, bf16 or keep. Default: keep.")
    private Type type = Type.KEEP;

    WeightsConvertCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(to)) {
            throw new UserError(to + " exists already; name another file, or delete it first");
        }
        Map<String, TensorData> tensors = WeightFiles.read(from).tensors();
        Torch.device();
        Map<String, TensorData> named = named(tensors, WeightsInspection.of(tensors));
        Map<String, TensorData> typed = new LinkedHashMap<>();
        named.forEach((name, tensor) -> typed.put(name, typed(tensor)));
        Path writing = to.resolveSibling(to.getFileName() + ".writing");
        Safetensors.write(writing, typed, Map.of("format", "pt"));
        Files.move(writing, to, StandardCopyOption.ATOMIC_MOVE);
        terminal.out().println(typed.size() + " tensors -> " + to);
        return 0;
    }

    private Map<String, TensorData> named(Map<String, TensorData> tensors, WeightsInspection inspection) {
        Naming wanted = naming.orElse(inspection.kind().isKl() ? Naming.COMPVIS : Naming.KEEP);
        if (wanted == Naming.KEEP) {
            return tensors;
        }
        WeightsInspection vae = inspection.kind() == WeightsInspection.Kind.SEMIGDA
                ? WeightsInspection.of(autoencoderOf(tensors))
                : inspection;
        if (!vae.kind().isKl() || !vae.complete()) {
            List<String> lacking = vae.missing().isEmpty() ? vae.misshaped() : vae.missing();
            throw new UserError(from + " is " + vae.kind().title()
                    + (lacking.isEmpty() ? "" : ", with " + lacking.size() + " tensors wrong, first " + lacking.get(0))
                    + "; only a whole KL autoencoder has other names. Use --naming keep to convert it as it is");
        }
        return wanted == Naming.DIFFUSERS ? AutoencoderNames.toDiffusers(vae.found()) : vae.found();
    }

    private static Map<String, TensorData> autoencoderOf(Map<String, TensorData> tensors) {
        Map<String, TensorData> vae = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(VAE) && !name.startsWith(VAE + "decoder.Jump_")) {
                vae.put(name, tensor);
            }
        });
        return vae;
    }

    private TensorData typed(TensorData tensor) {
        return type == Type.KEEP || !tensor.dtype().floating() ? tensor : tensor.to(DType.valueOf(type.name()));
    }
}
