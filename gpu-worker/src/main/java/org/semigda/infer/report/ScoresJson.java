package org.semigda.infer.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.semigda.infer.ImageScores;
import org.semigda.metrics.Bootstrap;
import org.semigda.metrics.Estimate;
import org.semigda.metrics.Score;
import org.semigda.protocol.Wire;

/**
 * {@code scores.json}: what {@code evaluate --json} prints, with intervals, counts, classes, the other weights, and every image.
 * Its first set stands at the top level; further ones in {@code sets}.
 */
final class ScoresJson {

    private ScoresJson() {}

    private record Document(
            String checkpoint, Interval interval, @JsonUnwrapped SetJson first, @Nullable List<SetJson> sets) {}

    private record Interval(String method, double level, int resamples, long seed) {}

    private record SetJson(
            String set,
            String weights,
            @JsonUnwrapped Row mean,
            Branches branches,
            @Nullable @JsonProperty("other_weights") Other other,
            @Nullable List<Row> classes,
            @JsonProperty("per_image") List<ImageJson> perImage) {}

    private record Other(String weights, @JsonUnwrapped Row mean, Branches branches) {}

    private record Branches(Row image, Row mask) {}

    private record Row(
            int images,
            Value dice,
            Value iou,
            Value hd95,
            @JsonProperty("hd95_released") Value hd95Released,
            Empty empty) {

        static Row of(ScoreRow row) {
            Value hd95 = row.hd95()
                    .map(e -> Value.of(e, row.counts().undefined()))
                    .orElseGet(
                            () -> new Value(null, null, null, null, row.counts().undefined()));
            return new Row(
                    row.images(),
                    Value.of(row.dice(), null),
                    Value.of(row.iou(), null),
                    hd95,
                    Value.of(row.hd95Released(), null),
                    new Empty(
                            row.counts().truth(),
                            row.counts().prediction(),
                            row.counts().both()));
        }
    }

    private record Value(
            @Nullable Double mean,
            @Nullable Double std,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Integer undefined) {

        static Value of(Estimate estimate, @Nullable Integer undefined) {
            return new Value(estimate.mean(), estimate.std(), estimate.low(), estimate.high(), undefined);
        }
    }

    private record Empty(int truth, int prediction, int both) {}

    private record ImageJson(
            String image,
            double dice,
            double iou,
            @Nullable Double hd95,
            @JsonProperty("hd95_released") double hd95Released,
            @JsonProperty("truth_empty") boolean truthEmpty,
            @JsonProperty("prediction_empty") boolean predictionEmpty) {

        static ImageJson of(ImageScores image) {
            Score score = image.mean();
            return new ImageJson(
                    image.id(),
                    score.dice(),
                    score.iou(),
                    score.hd95().isPresent() ? score.hd95().getAsDouble() : null,
                    score.hd95Released(),
                    score.truthEmpty(),
                    score.predictionEmpty());
        }
    }

    static String of(String checkpoint, List<EvaluatedSet> sets, Bootstrap bootstrap) {
        List<SetJson> all = sets.stream().map(set -> set(set, bootstrap)).toList();
        Interval interval = new Interval(
                "percentile bootstrap over images", bootstrap.level(), bootstrap.resamples(), bootstrap.seed());
        return Wire.writePretty(new Document(
                checkpoint,
                interval,
                all.get(0),
                all.size() == 1 ? null : new ArrayList<>(all.subList(1, all.size()))));
    }

    private static SetJson set(EvaluatedSet set, Bootstrap bootstrap) {
        List<ScoreRow> rows = set.rows(bootstrap);
        Optional<Other> other = set.other()
                .map(scores -> new Other(
                        name(set.otherWeights()),
                        Row.of(rows.get(3)),
                        new Branches(Row.of(rows.get(4)), Row.of(rows.get(5)))));
        List<Row> classes = set.classRows(bootstrap).stream().map(Row::of).toList();
        return new SetJson(
                set.name(),
                name(set.weights()),
                Row.of(rows.get(0)),
                new Branches(Row.of(rows.get(1)), Row.of(rows.get(2))),
                other.orElse(null),
                classes.isEmpty() ? null : classes,
                set.result().images().stream().map(ImageJson::of).toList());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
