package org.semigda.infer.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.semigda.metrics.Bootstrap;
import org.semigda.metrics.Estimate;
import org.semigda.metrics.Score;

/**
 * The scores of one kind of prediction over the images of a set.
 *
 * @param label what was scored, for people
 * @param images how many
 * @param hd95 over the images where it is defined; empty where there is none
 * @param counts of images with empty masks
 */
record ScoreRow(
        String label,
        int images,
        Estimate dice,
        Estimate iou,
        Optional<Estimate> hd95,
        Estimate hd95Released,
        Counts counts) {

    /**
     * Empty masks.
     *
     * @param truth images whose annotation is empty
     * @param prediction images whose prediction is empty
     * @param both images where both are: Dice and IoU count as 1, hd95 as 0
     * @param undefined images where exactly one is: hd95 has no value and is left out of its mean
     */
    record Counts(int truth, int prediction, int both, int undefined) {

        static Counts of(List<Score> scores) {
            return new Counts(
                    (int) scores.stream().filter(Score::truthEmpty).count(),
                    (int) scores.stream().filter(Score::predictionEmpty).count(),
                    (int) scores.stream()
                            .filter(s -> s.truthEmpty() && s.predictionEmpty())
                            .count(),
                    (int) scores.stream().filter(s -> s.hd95().isEmpty()).count());
        }
    }

    /** Summarises at least one score. */
    static ScoreRow of(String label, List<Score> scores, Bootstrap bootstrap) {
        double[] distances = scores.stream()
                .map(Score::hd95)
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
        return new ScoreRow(
                label,
                scores.size(),
                estimate(scores, Score::dice, bootstrap),
                estimate(scores, Score::iou, bootstrap),
                distances.length == 0 ? Optional.empty() : Optional.of(Estimate.of(distances, bootstrap)),
                estimate(scores, Score::hd95Released, bootstrap),
                Counts.of(scores));
    }

    private static Estimate estimate(List<Score> scores, ToDoubleFunction<Score> value, Bootstrap bootstrap) {
        return Estimate.of(scores.stream().mapToDouble(value).toArray(), bootstrap);
    }
}
