package org.semigda.infer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.semigda.checkpoint.Weights;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.Part;
import org.semigda.data.ProgressListener;
import org.semigda.data.Split;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.Evaluator;
import org.semigda.infer.ImageScores;
import org.semigda.infer.ModelStore;
import org.semigda.infer.OpenModel;
import org.semigda.infer.Predictor;
import org.semigda.infer.SamplePicture;

/** Scores a set for a report: with both kinds of weights where the checkpoint has both, and with pictures. */
public final class SetEvaluation {

    private static final int WORST = 5;
    private static final int BEST = 3;

    private SetEvaluation() {}

    /**
     * Scores a part of a data set with an opened model; the other weights' model is open meanwhile.
     *
     * @param name of the set in the report
     * @param listener hears of images done with either weights
     */
    public static EvaluatedSet of(
            String name, OpenModel open, BatchLoader loader, Part part, int batchSize, ProgressListener listener) {
        boolean both = ModelStore.holds(open.checkpoint(), Weights.AVERAGED);
        int passes = both ? 2 : 1;
        EvaluationResult result = new Evaluator()
                .evaluate(
                        open.predictor(),
                        loader,
                        part,
                        batchSize,
                        () -> false,
                        (done, all) -> listener.progress(done, passes * all));
        List<EvaluatedSet.Case> cases = cases(open.predictor(), loader, part, result);
        Optional<EvaluationResult> other = Optional.empty();
        if (both) {
            Weights weights = open.weights() == Weights.TRAINED ? Weights.AVERAGED : Weights.TRAINED;
            try (OpenModel second =
                    ModelStore.open(open.checkpoint(), weights, open.model().device())) {
                other = Optional.of(new Evaluator()
                        .evaluate(
                                second.predictor(),
                                loader,
                                part,
                                batchSize,
                                () -> false,
                                (done, all) -> listener.progress(all + done, 2 * all)));
            }
        }
        return new EvaluatedSet(name, open.weights(), result, other, cases);
    }

    /** A scored test part, followed by each of the test sets that a split names, such as {@code CVC-300}. */
    public static List<EvaluatedSet> withTestSets(EvaluatedSet test, Split split) {
        List<EvaluatedSet> sets = new ArrayList<>(List.of(test));
        split.testSets().forEach((name, ids) -> test.part(name, Set.copyOf(ids)).ifPresent(sets::add));
        return sets;
    }

    /** The worst images by Dice, the worst first, then the best of the rest, the best first. */
    private static List<EvaluatedSet.Case> cases(
            Predictor predictor, BatchLoader loader, Part part, EvaluationResult result) {
        List<ImageScores> images = result.images();
        List<Integer> byDice = IntStream.range(0, images.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> images.get(i).mean().dice()))
                .toList();
        Set<Integer> worst = new LinkedHashSet<>(byDice.subList(0, Math.min(WORST, byDice.size())));
        List<EvaluatedSet.Case> cases = new ArrayList<>();
        worst.forEach(index -> cases.add(draw(predictor, loader, part, images.get(index), index, false)));
        IntStream.iterate(byDice.size() - 1, i -> i >= 0, i -> i - 1)
                .mapToObj(byDice::get)
                .filter(index -> !worst.contains(index))
                .limit(BEST)
                .forEach(index -> cases.add(draw(predictor, loader, part, images.get(index), index, true)));
        return cases;
    }

    private static EvaluatedSet.Case draw(
            Predictor predictor, BatchLoader loader, Part part, ImageScores scores, int index, boolean best) {
        try (Batch batch = loader.evaluation(part, index, 1)) {
            byte[] png = SamplePicture.png(batch, 0, predictor.predict(batch));
            return new EvaluatedSet.Case(scores.id(), scores.mean(), best, png);
        }
    }
}
