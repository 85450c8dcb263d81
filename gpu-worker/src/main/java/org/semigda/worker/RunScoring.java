package org.semigda.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.semigda.conf.Keys;
import org.semigda.data.Batch;
import org.semigda.data.Part;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.Evaluator;
import org.semigda.infer.LatentPicture;
import org.semigda.infer.Latents;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import org.semigda.infer.Prediction;
import org.semigda.infer.Predictor;
import org.semigda.infer.SamplePicture;
import org.semigda.infer.report.EvaluatedSet;
import org.semigda.infer.report.Repeat;
import org.semigda.infer.report.Report;
import org.semigda.infer.report.SetEvaluation;
import org.semigda.infer.report.Subject;
import org.semigda.protocol.RunEvent;
import org.semigda.torch.Device;

/** Scores and pictures of one run. */
final class RunScoring {

    private static final int BATCH = 8;

    private final PreparedRun run;

    RunScoring(PreparedRun run) {
        this.run = run;
    }

    EvaluationResult validation(Predictor predictor) {
        return new Evaluator().evaluate(predictor, run.loader(), Part.VALIDATION, BATCH, () -> false);
    }

    /** Draws the first validation images, the same ones every time. */
    List<RunEvent.Sample> samples(Predictor predictor, int stage, long step) {
        int count = Math.min(
                run.settings().get(Keys.SAMPLES_COUNT), run.split().validation().size());
        List<RunEvent.Sample> samples = new ArrayList<>();
        if (count == 0) {
            return samples;
        }
        try (Batch batch = run.loader().evaluation(Part.VALIDATION, 0, count)) {
            Prediction prediction = predictor.predict(batch);
            List<Latents> latents = predictor.latents(batch);
            for (int i = 0; i < batch.images(); i++) {
                String file = String.format(Locale.ROOT, "samples/%08d-%d.png", step, i);
                Path path = run.folder().resolve(file);
                Files.createDirectories(path.resolveSibling(""));
                Files.write(path, SamplePicture.png(batch, i, prediction));
                Files.write(run.folder().resolve(latentsOf(file)), LatentPicture.png(latents.get(i)));
                samples.add(new RunEvent.Sample(stage, step, batch.ids().get(i), file, dice(batch, i, prediction)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the pictures of step " + step + " cannot be written", e);
        }
        return samples;
    }

    /** The latent maps lie beside their picture: {@code 00000012-0-latents.png} beside {@code 00000012-0.png}. */
    static String latentsOf(String picture) {
        return picture.replace(".png", "-latents.png");
    }

    private static double dice(Batch batch, int index, Prediction prediction) {
        return Evaluator.scores(batch, index, prediction).mean().dice();
    }

    /**
     * Scores a checkpoint on the test part and leaves the scores of every image in the run's folder. Where there are
     * several test sets, those of each are named {@code CVC-300/dice} and so on.
     */
    RunEvent.Scores test(Path checkpoint, Device device) {
        try (OpenModel open = ModelStore.open(checkpoint, device)) {
            EvaluatedSet test = SetEvaluation.of("test", open, run.loader(), Part.TEST, BATCH, (done, all) -> {});
            List<EvaluatedSet> sets = SetEvaluation.withTestSets(test, run.split());
            Subject subject = Subject.of(open);
            List<String> commands = Repeat.commands(subject, run.data().root(), "test");
            new Report(subject, sets, commands).write(run.folder().resolve("report"));
            Map<String, Double> values = new LinkedHashMap<>(test.result().values());
            for (EvaluatedSet set : sets.subList(1, sets.size())) {
                set.result().values().forEach((name, value) -> values.put(set.name() + "/" + name, value));
            }
            return new RunEvent.Scores("test", values);
        }
    }
}
