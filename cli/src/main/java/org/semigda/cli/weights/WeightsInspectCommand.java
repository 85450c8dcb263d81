package org.semigda.cli.weights;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.semigda.checkpoint.TensorData;
import org.semigda.checkpoint.WeightFile;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Torch;
import org.semigda.model.WeightsInspection;
import org.semigda.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weights inspect}: what a file of weights holds, what it is, and what it lacks. */
@Command(name = "inspect", description = "Say what a file of weights holds, what it is, and what it lacks.")
final class WeightsInspectCommand implements Callable<Integer> {

    private static final double MIB = 1 << 20;

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A safetensors file, or one of PyTorch (.ckpt, .pt, .pth, .bin). Nothing in it is run.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    WeightsInspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        WeightFile weights = WeightFiles.read(file);
        Torch.device();
        WeightsInspection inspection = WeightsInspection.of(weights.tensors());
        if (json) {
            terminal.out().println(Wire.write(document(weights, inspection)));
        } else {
            print(terminal.out(), weights, inspection);
        }
        return 0;
    }

    private static void print(PrintStream out, WeightFile weights, WeightsInspection inspection) {
        weights.tensors()
                .forEach((name, tensor) -> out.printf(
                        Locale.ROOT, "%-5s %-18s %s%n", tensor.dtype(), Arrays.toString(tensor.shape()), name));
        long bytes = weights.tensors().values().stream()
                .mapToLong(tensor -> tensor.data().remaining())
                .sum();
        out.println();
        out.printf(
                Locale.ROOT,
                "format    %s, %d tensors, %.1f MiB%n",
                weights.format().title(),
                weights.tensors().size(),
                bytes / MIB);
        out.println("this is   " + inspection.kind().title()
                + (inspection.layout().isEmpty() ? "" : ": " + inspection.layout()));
        if (inspection.kind() == WeightsInspection.Kind.UNKNOWN) {
            return;
        }
        list(out, "missing   ", inspection.missing());
        list(out, "misshaped ", inspection.misshaped());
        list(out, "besides   ", inspection.others());
    }

    private static void list(PrintStream out, String title, List<String> names) {
        out.println(title + (names.isEmpty() ? "nothing" : names.size() + " tensors"));
        names.forEach(name -> out.println("  " + name));
    }

    private static Map<String, Object> document(WeightFile weights, WeightsInspection inspection) {
        Map<String, Object> tensors = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> tensors.put(name, document(tensor)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format", weights.format().name().toLowerCase(Locale.ROOT));
        document.put("kind", inspection.kind().name().toLowerCase(Locale.ROOT));
        document.put("layout", inspection.layout());
        document.put("complete", inspection.complete());
        document.put("missing", inspection.missing());
        document.put("misshaped", inspection.misshaped());
        document.put("besides", inspection.others());
        document.put("tensors", tensors);
        return document;
    }

    private static Map<String, Object> document(TensorData tensor) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", tensor.dtype().name());
        document.put("shape", tensor.shape());
        return document;
    }
}
