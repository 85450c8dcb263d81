package org.semigda.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.semigda.metrics.BinaryMask;
import org.semigda.metrics.Score;

/** Scores a map of class indices against the true one. */
final class LabelScores {

    private LabelScores() {}

    /**
     * The foreground's score; for K &gt; 2 the mean over the K-1 foreground classes, hd95 over those where it is defined.
     */
    static Score of(int width, int height, int classes, byte[] truth, byte[] predicted) {
        List<Score> scores = ofClasses(width, height, classes, truth, predicted);
        return scores.size() == 1 ? scores.get(0) : mean(scores);
    }

    /** The score of each foreground class, from 1 on. */
    static List<Score> ofClasses(int width, int height, int classes, byte[] truth, byte[] predicted) {
        List<Score> scores = new ArrayList<>();
        for (int label = 1; label < classes; label++) {
            scores.add(Score.of(
                    BinaryMask.ofLabel(width, height, truth, label),
                    BinaryMask.ofLabel(width, height, predicted, label)));
        }
        return scores;
    }

    private static Score mean(List<Score> scores) {
        return new Score(
                scores.stream().mapToDouble(Score::dice).average().orElseThrow(),
                scores.stream().mapToDouble(Score::iou).average().orElseThrow(),
                scores.stream()
                        .map(Score::hd95)
                        .flatMapToDouble(OptionalDouble::stream)
                        .average(),
                scores.stream().mapToDouble(Score::hd95Released).average().orElseThrow(),
                scores.stream().allMatch(Score::truthEmpty),
                scores.stream().allMatch(Score::predictionEmpty));
    }
}
