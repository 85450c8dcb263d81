package org.semigda.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.ComputeOptions;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.Keys;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.LoaderSettings;
import org.semigda.data.Part;
import org.semigda.data.ProgressListener;
import org.semigda.data.Split;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.Evaluator;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import org.semigda.infer.report.EvaluatedSet;
import org.semigda.infer.report.Repeat;
import org.semigda.infer.report.Report;
import org.semigda.infer.report.SetEvaluation;
import org.semigda.infer.report.Subject;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.worker.RunSplit;
import org.semigda.worker.TestSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: scores of a checkpoint on a part of a data set. */
@Command(name = "evaluate", description = "Score a checkpoint on a part of a data set.")
public final class EvaluateCommand implements Callable<Integer> {

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

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write scores.csv, scores.json and report.html to.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "fp32",
            description = "Arithmetic of the network: fp32 or bf16. Default: ${DEFAULT-VALUE}.")
    private Keys.Precision precision = Keys.Precision.FP32;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    public EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        Path images = data.toAbsolutePath().normalize();
        Device device = compute.device();
        try (OpenModel model = ModelStore.open(checkpoint, device)) {
            DataSet set = PreFlight.decode(RunSplit.open(images, model.settings()), printer);
            PreFlight.report(set, printer);
            Split parts = TrainedSplit.of(model, set, printer);
            EvaluationResult result;
            try (Autocast cast = Autocast.bf16(device, precision == Keys.Precision.BF16)) {
                result = evaluate(model, set, parts, printer);
            }
            printer.clear();
            report(result, split == Part.TEST ? TestSets.of(parts, result) : Map.of());
        }
        return 0;
    }

    /** Several test sets come before the whole, whose form stays as it is. */
    private void report(EvaluationResult result, Map<String, EvaluationResult> sets) {
        if (json) {
            terminal.out().println(withSets(result.toJson(), sets));
            return;
        }
        sets.values().forEach(set -> terminal.out().println(set.line()));
        terminal.out().println(result.line());
    }

    private static String withSets(String whole, Map<String, EvaluationResult> sets) {
        if (sets.isEmpty()) {
            return whole;
        }
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode document = (ObjectNode) mapper.readTree(whole);
            ObjectNode bySet = document.putObject("sets");
            for (Map.Entry<String, EvaluationResult> set : sets.entrySet()) {
                bySet.set(set.getKey(), mapper.readTree(set.getValue().toJson()));
            }
            return document.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("scores that are no JSON: " + whole, e);
        }
    }

    private EvaluationResult evaluate(OpenModel model, DataSet set, Split parts, ProgressPrinter printer) {
        ProgressListener progress = (done, total) -> printer.progress("scoring  " + done + "/" + total);
        int size = model.settings().get(Keys.IMAGE_SIZE);
        int decoders = Runtime.getRuntime().availableProcessors();
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
                decoders);
        try (BatchLoader loader = new BatchLoader(set, parts, loading)) {
            if (out.isEmpty()) {
                return new Evaluator().evaluate(model.predictor(), loader, split, BATCH, () -> false, progress);
            }
            String name = split.name().toLowerCase(Locale.ROOT);
            EvaluatedSet scored = SetEvaluation.of(name, model, loader, split, BATCH, progress);
            Subject subject = Subject.of(model);
            List<EvaluatedSet> sets = split == Part.TEST ? SetEvaluation.withTestSets(scored, parts) : List.of(scored);
            new Report(subject, sets, Repeat.commands(subject, set.root(), name)).write(out.get());
            return scored.result();
        }
    }
}
