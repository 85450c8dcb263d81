package org.semigda.infer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.semigda.metrics.Score;
import org.semigda.metrics.ScoreSummary;

/**
 * How well a model does on one part of a data set.
 *
 * @param part {@code training}, {@code validation} or {@code test}
 * @param images the scores of each, in the split's order; at least one
 * @param mean the means over images for the prediction: the mean of both branches
 * @param imageBranch the same for the image branch alone
 * @param maskBranch the same for the mask branch alone
 */
public record EvaluationResult(
        String part, List<ImageScores> images, ScoreSummary mean, ScoreSummary imageBranch, ScoreSummary maskBranch) {

    public EvaluationResult {
        images = List.copyOf(images);
    }

    /** Averages the scores of at least one image. */
    public static EvaluationResult of(String part, List<ImageScores> images) {
        return new EvaluationResult(
                part,
                images,
                summary(images, ImageScores::mean),
                summary(images, ImageScores::imageBranch),
                summary(images, ImageScores::maskBranch));
    }

    /** One line for people and programs: {@code test dice 0.8312 iou 0.7405 hd95 6.21 hd95_released 3.02 images 40}. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%s dice %.4f iou %.4f hd95 %s hd95_released %.2f images %d",
                part,
                mean.dice(),
                mean.iou(),
                distance(mean.hd95()),
                mean.hd95Released(),
                mean.images());
    }

    /**
     * The means by name: {@code dice}, {@code iou}, {@code hd95} (absent where undefined for every image),
     * {@code hd95_released}, {@code images}, {@code hd95_undefined}. All finite.
     */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("dice", mean.dice());
        values.put("iou", mean.iou());
        mean.hd95().ifPresent(hd95 -> values.put("hd95", hd95));
        values.put("hd95_released", mean.hd95Released());
        values.put("images", (double) mean.images());
        values.put("hd95_undefined", (double) mean.hd95Undefined());
        return Collections.unmodifiableMap(values);
    }

    /**
     * The result as one line of JSON: {@code {"images":N,"dice":{"mean":..,"std":..},"iou":{..},"hd95":{..,
     * "undefined":n},"hd95_released":{..},"branches":{"image":{..},"mask":{..}}}}. {@code std} is over images, dividing by their number;
     * {@code mean} and {@code std} of hd95 are absent where it is undefined for every image.
     */
    public String toJson() {
        return EvaluationReport.json(this);
    }

    /** The scores of every image and of both branches as CSV; an undefined hd95 is an empty field. */
    public String toCsv() {
        return EvaluationReport.csv(this);
    }

    private static String distance(OptionalDouble pixels) {
        return pixels.isPresent() ? String.format(Locale.ROOT, "%.2f", pixels.getAsDouble()) : "undefined";
    }

    private static ScoreSummary summary(
            List<ImageScores> images, java.util.function.Function<ImageScores, Score> branch) {
        return ScoreSummary.of(images.stream().map(branch).toList());
    }
}
