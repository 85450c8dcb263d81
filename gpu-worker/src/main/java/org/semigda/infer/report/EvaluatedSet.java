package org.semigda.infer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.semigda.checkpoint.Weights;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.ImageScores;
import org.semigda.metrics.Bootstrap;
import org.semigda.metrics.Score;

/**
 * A named set of images with a model's scores on it.
 *
 * @param name such as {@code test}; unique in a report
 * @param weights that {@code result} was made with
 * @param result the scores
 * @param other the scores with the checkpoint's other weights, where it has both
 * @param cases pictures of the best and the worst predictions
 */
public record EvaluatedSet(
        String name, Weights weights, EvaluationResult result, Optional<EvaluationResult> other, List<Case> cases) {

    public EvaluatedSet {
        cases = List.copyOf(cases);
    }

    /**
     * One image with what was predicted.
     *
     * @param best whether it is shown as one of the best, or of the worst
     * @param png a row of tiles, see {@link org.semigda.infer.SamplePicture}
     */
    @SuppressWarnings("ArrayRecordComponent") // a picture is compared nowhere
    public record Case(String id, Score score, boolean best, byte[] png) {}

    /**
     * The part of this set with these images, as a set of its own; empty when none of them is here.
     *
     * @param partName its name in a report
     */
    public Optional<EvaluatedSet> part(String partName, Set<String> ids) {
        return restricted(partName, result, ids)
                .map(scores -> new EvaluatedSet(
                        partName,
                        weights,
                        scores,
                        other.flatMap(all -> restricted(partName, all, ids)),
                        cases.stream().filter(one -> ids.contains(one.id())).toList()));
    }

    private static Optional<EvaluationResult> restricted(String name, EvaluationResult all, Set<String> ids) {
        List<ImageScores> scores =
                all.images().stream().filter(image -> ids.contains(image.id())).toList();
        return scores.isEmpty() ? Optional.empty() : Optional.of(EvaluationResult.of(name, scores));
    }

    /** The weights that {@code other} was made with. */
    Weights otherWeights() {
        return weights == Weights.TRAINED ? Weights.AVERAGED : Weights.TRAINED;
    }

    /** The prediction first, then both branches, then the same with the other weights. */
    List<ScoreRow> rows(Bootstrap bootstrap) {
        List<ScoreRow> rows = new ArrayList<>(rows(result, weights, bootstrap));
        other.ifPresent(scores -> rows.addAll(rows(scores, otherWeights(), bootstrap)));
        return rows;
    }

    /** For K &gt; 2 the prediction's scores by foreground class, from 1 on; empty for K = 2. */
    List<ScoreRow> classRows(Bootstrap bootstrap) {
        List<ScoreRow> rows = new ArrayList<>();
        int classes = result.images().get(0).classes().size();
        for (int k = 0; k < classes; k++) {
            int index = k;
            rows.add(row("class " + (k + 1), result, image -> image.classes().get(index), bootstrap));
        }
        return rows;
    }

    private static List<ScoreRow> rows(EvaluationResult result, Weights weights, Bootstrap bootstrap) {
        String which = weights == Weights.TRAINED ? "weights as trained" : "averaged weights (EMA)";
        return List.of(
                row("both branches, " + which, result, ImageScores::mean, bootstrap),
                row("image branch, " + which, result, ImageScores::imageBranch, bootstrap),
                row("mask branch, " + which, result, ImageScores::maskBranch, bootstrap));
    }

    private static ScoreRow row(
            String label, EvaluationResult result, Function<ImageScores, Score> score, Bootstrap bootstrap) {
        return ScoreRow.of(label, result.images().stream().map(score).toList(), bootstrap);
    }
}
