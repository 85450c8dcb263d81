package org.semigda.metrics;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The means over images.
 *
 * @param images how many were scored
 * @param dice mean, in [0, 1]
 * @param iou mean, in [0, 1]
 * @param hd95 mean over the images where it is defined, in pixels; undefined if there is none
 * @param hd95Released mean of what the paper's release calls 95HD
 * @param hd95Undefined images where exactly one mask is empty, left out of {@code hd95}
 * @param truthEmpty images whose annotation is empty
 * @param predictionEmpty images whose prediction is empty
 */
public record ScoreSummary(
        int images,
        double dice,
        double iou,
        OptionalDouble hd95,
        double hd95Released,
        int hd95Undefined,
        int truthEmpty,
        int predictionEmpty) {

    /** The means of at least one score. */
    public static ScoreSummary of(List<Score> scores) {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("no scores to average");
        }
        return new ScoreSummary(
                scores.size(),
                scores.stream().mapToDouble(Score::dice).average().orElseThrow(),
                scores.stream().mapToDouble(Score::iou).average().orElseThrow(),
                scores.stream()
                        .map(Score::hd95)
                        .flatMapToDouble(OptionalDouble::stream)
                        .average(),
                scores.stream().mapToDouble(Score::hd95Released).average().orElseThrow(),
                (int) scores.stream().filter(s -> s.hd95().isEmpty()).count(),
                (int) scores.stream().filter(Score::truthEmpty).count(),
                (int) scores.stream().filter(Score::predictionEmpty).count());
    }
}
