package org.semigda.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.semigda.conf.UserError;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.Part;
import org.semigda.data.ProgressListener;
import org.semigda.metrics.Score;

/** Scores a model on one part of a data set, at the size the model works at, with 0.5 as the threshold. */
public final class Evaluator {

    /** The same as the method with a listener, which here is silent. */
    public EvaluationResult evaluate(
            Predictor predictor, BatchLoader loader, Part part, int batchSize, BooleanSupplier cancelled) {
        return evaluate(predictor, loader, part, batchSize, cancelled, ProgressListener.silent());
    }

    /**
     * Scores every image of a part.
     *
     * @param cancelled asked between two batches
     * @param listener hears of images done
     * @throws UserError when the part has no images
     * @throws CancellationException when {@code cancelled} says so
     */
    public EvaluationResult evaluate(
            Predictor predictor,
            BatchLoader loader,
            Part part,
            int batchSize,
            BooleanSupplier cancelled,
            ProgressListener listener) {
        String name = part.name().toLowerCase(Locale.ROOT);
        int batches = loader.evaluationBatches(part, batchSize);
        int images = loader.evaluationBatches(part, 1);
        if (images == 0) {
            throw new UserError("the " + name + " part has no annotated images to score; choose another --split");
        }
        List<ImageScores> scores = new ArrayList<>();
        for (int index = 0; index < batches; index++) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the evaluation was cancelled after " + scores.size() + " images");
            }
            try (Batch batch = loader.evaluation(part, index, batchSize)) {
                Prediction prediction = predictor.predict(batch);
                for (int i = 0; i < batch.images(); i++) {
                    scores.add(scores(batch, i, prediction));
                }
            }
            listener.progress(scores.size(), images);
        }
        return EvaluationResult.of(name, scores);
    }

    /** The scores of one image of a batch with masks for all. */
    public static ImageScores scores(Batch batch, int index, Prediction prediction) {
        byte[] truth = new byte[batch.height() * batch.width()];
        batch.labels().get(index * truth.length, truth);
        BranchMaps maps = prediction.images().get(index);
        return new ImageScores(
                batch.ids().get(index),
                score(prediction, truth, maps.mean()),
                score(prediction, truth, maps.image()),
                score(prediction, truth, maps.mask()),
                prediction.classes() == 2 ? List.of() : classes(prediction, truth, maps.mean()));
    }

    private static List<Score> classes(Prediction prediction, byte[] truth, float[] map) {
        int classes = prediction.classes();
        return LabelScores.ofClasses(prediction.width(), prediction.height(), classes, truth, Labels.of(map, classes));
    }

    private static Score score(Prediction prediction, byte[] truth, float[] map) {
        int classes = prediction.classes();
        return LabelScores.of(prediction.width(), prediction.height(), classes, truth, Labels.of(map, classes));
    }
}
