package org.semigda.infer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.semigda.metrics.Score;
import org.semigda.protocol.Wire;

/** The scores of an evaluation as text for programs. */
final class EvaluationReport {

    private static final String SCORES = "dice,iou,hd95,hd95_released,truth_empty,prediction_empty";

    private EvaluationReport() {}

    private record Json(int images, @JsonUnwrapped Means means, Branches branches) {}

    private record Branches(Means image, Means mask) {}

    private record Means(Spread dice, Spread iou, Distance hd95, @JsonProperty("hd95_released") Spread hd95Released) {

        static Means of(List<Score> scores) {
            double[] hd95 = scores.stream()
                    .map(Score::hd95)
                    .flatMapToDouble(OptionalDouble::stream)
                    .toArray();
            Distance distance = hd95.length == 0
                    ? new Distance(null, null, scores.size())
                    : new Distance(mean(hd95), std(hd95), scores.size() - hd95.length);
            return new Means(
                    Spread.of(scores, Score::dice),
                    Spread.of(scores, Score::iou),
                    distance,
                    Spread.of(scores, Score::hd95Released));
        }
    }

    private record Spread(double mean, double std) {

        static Spread of(List<Score> scores, ToDoubleFunction<Score> value) {
            double[] values = scores.stream().mapToDouble(value).toArray();
            return new Spread(EvaluationReport.mean(values), EvaluationReport.std(values));
        }
    }

    private record Distance(@Nullable Double mean, @Nullable Double std, int undefined) {}

    static String json(EvaluationResult result) {
        return Wire.write(new Json(
                result.images().size(),
                means(result, ImageScores::mean),
                new Branches(means(result, ImageScores::imageBranch), means(result, ImageScores::maskBranch))));
    }

    static String csv(EvaluationResult result) {
        StringBuilder csv = new StringBuilder("image," + SCORES);
        for (String branch : List.of("image_", "mask_")) {
            csv.append(',').append(branch).append(SCORES.replace(",", "," + branch));
        }
        int classes = result.images().get(0).classes().size();
        for (int k = 1; k <= classes; k++) {
            String prefix = "class" + k + "_";
            csv.append(',').append(prefix).append(SCORES.replace(",", "," + prefix));
        }
        csv.append('\n');
        for (ImageScores image : result.images()) {
            csv.append(quoted(image.id()));
            for (Score score : List.of(image.mean(), image.imageBranch(), image.maskBranch())) {
                csv.append(',').append(fields(score));
            }
            image.classes().forEach(score -> csv.append(',').append(fields(score)));
            csv.append('\n');
        }
        return csv.toString();
    }

    private static Means means(EvaluationResult result, Function<ImageScores, Score> branch) {
        return Means.of(result.images().stream().map(branch).toList());
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double std(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    private static String fields(Score score) {
        String hd95 = score.hd95().isPresent() ? Double.toString(score.hd95().getAsDouble()) : "";
        return String.join(
                ",",
                Double.toString(score.dice()),
                Double.toString(score.iou()),
                hd95,
                Double.toString(score.hd95Released()),
                Boolean.toString(score.truthEmpty()),
                Boolean.toString(score.predictionEmpty()));
    }

    private static String quoted(String field) {
        return field.matches("[^\",\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
