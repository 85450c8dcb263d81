package org.semigda.infer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.semigda.infer.ImageScores;
import org.semigda.infer.report.LineChart.Series;
import org.semigda.metrics.Bootstrap;
import org.semigda.metrics.Estimate;
import org.semigda.metrics.Score;

/** {@code report.html}: one file without scripts, which may ask no host for anything (its own policy forbids it). */
final class ReportPage {

    private final Report report;
    private final Bootstrap bootstrap;

    ReportPage(Report report, Bootstrap bootstrap) {
        this.report = report;
        this.bootstrap = bootstrap;
    }

    String html() {
        EvaluatedSet first = report.sets().get(0);
        StringBuilder html = new StringBuilder(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <title>%s: Dice %s on %d %s images</title>
                <style>
                %s</style>
                </head>
                <body><main>
                <h1>%s</h1>
                """
                        .formatted(
                                Html.text(report.subject().name()),
                                Html.number(first.result().mean().dice(), 4),
                                first.result().images().size(),
                                Html.text(first.name()),
                                style(),
                                Html.text("Scores of the checkpoint "
                                        + report.subject().name())));
        html.append("<p class=\"lead\">")
                .append(Html.text(first.result().line()))
                .append("</p>\n");
        report.sets().forEach(set -> section(html, set));
        html.append(curves());
        html.append(Specification.html(report.subject()));
        html.append("<h2>Repeat</h2>\n<pre>");
        report.commands().forEach(command -> html.append(Html.text(command)).append('\n'));
        return html.append("</pre>\n</main></body>\n</html>\n").toString();
    }

    private void section(StringBuilder html, EvaluatedSet set) {
        List<ScoreRow> rows = set.rows(bootstrap);
        int images = set.result().images().size();
        html.append("<h2>Scores: ").append(Html.text(set.name())).append("</h2>\n");
        html.append(ScoreTable.of(
                "Mean ± standard deviation over %d images; below, the mean's %s%% interval"
                        .formatted(images, Html.number(100 * bootstrap.level(), 0)),
                rows));
        List<ScoreRow> classes = set.classRows(bootstrap);
        if (!classes.isEmpty()) {
            html.append(ScoreTable.of("The prediction by class", classes));
        }
        html.append(
                """
                <p class="note">The first row is the prediction; the others show what it is made of. Intervals: percentile
                bootstrap over images, %d resamples, seed %d; they say how the mean would move with other images, not with another
                training. Both masks empty counts as Dice 1, IoU 1, hd95 0; where exactly one is empty, hd95 is undefined and left
                out of its mean. hd95 is in pixels of the model's image size. hd95 released repeats the published code's
                figure for comparison with its tables and is no distance in the image.</p>
                """
                        .formatted(bootstrap.resamples(), bootstrap.seed()));
        plots(html, set, rows.get(0));
        cases(html, "The worst", set.cases().stream().filter(c -> !c.best()).toList());
        cases(
                html,
                "The best",
                set.cases().stream().filter(EvaluatedSet.Case::best).toList());
    }

    private static void plots(StringBuilder html, EvaluatedSet set, ScoreRow row) {
        html.append("<div class=\"plots\">\n");
        html.append(Histogram.of("Dice", values(set, Score::dice), 1, row.dice(), 2));
        html.append(Histogram.of("IoU", values(set, Score::iou), 1, row.iou(), 2));
        if (row.hd95().isPresent()) {
            Estimate mean = row.hd95().get();
            double[] distances = set.result().images().stream()
                    .map(image -> image.mean().hd95())
                    .flatMapToDouble(OptionalDouble::stream)
                    .toArray();
            double max = Math.max(1, Math.ceil(Arrays.stream(distances).max().orElse(1)));
            html.append(Histogram.of("hd95", distances, max, mean, 1));
        }
        html.append("</div>\n");
    }

    private static double[] values(EvaluatedSet set, ToDoubleFunction<Score> value) {
        return set.result().images().stream()
                .map(ImageScores::mean)
                .mapToDouble(value)
                .toArray();
    }

    private static void cases(StringBuilder html, String title, List<EvaluatedSet.Case> cases) {
        if (cases.isEmpty()) {
            return;
        }
        html.append("<h3>").append(title).append("</h3>\n");
        html.append(
                        "<p class=\"note\">From left: the image, the truth's outline, image branch, mask branch, their mean, errors")
                .append(" (missed blue, invented orange, a wrong class purple, right bright).</p>\n");
        for (EvaluatedSet.Case one : cases) {
            OptionalDouble hd95 = one.score().hd95();
            String text = "%s: Dice %s, IoU %s, hd95 %s"
                    .formatted(
                            one.id(),
                            Html.number(one.score().dice(), 4),
                            Html.number(one.score().iou(), 4),
                            hd95.isPresent() ? Html.number(hd95.getAsDouble(), 2) : "undefined");
            html.append(
                    "<figure class=\"case\"><img alt=\"%s\" src=\"data:image/png;base64,%s\"><figcaption>%s</figcaption></figure>\n"
                            .formatted(
                                    Html.text("Image, truth, both branches, mean and errors of " + text),
                                    Base64.getEncoder().encodeToString(one.png()),
                                    Html.text(text)));
        }
    }

    private String curves() {
        LearningCurves curves = report.subject()
                .run()
                .map(LearningCurves::of)
                .orElseGet(() -> LearningCurves.of(report.subject().checkpoint()));
        if (curves.isEmpty()) {
            return "";
        }
        return "<h2>Learning curves</h2>\n<div class=\"plots\">\n"
                + LineChart.of(
                        "Dice on the validation images",
                        List.of(
                                new Series("as trained", curves.curve("validation/dice")),
                                new Series("averaged", curves.curve("validation/ema_dice"))),
                        false)
                + LineChart.of("Total loss", List.of(new Series("total", curves.curve("loss/total"))), true)
                + LineChart.of(
                        "Terms of the loss",
                        List.of(
                                new Series("sup_p", curves.curve("loss/sup_p")),
                                new Series("unsup_p", curves.curve("loss/unsup_p")),
                                new Series("sup_s", curves.curve("loss/sup_s")),
                                new Series("unsup_s", curves.curve("loss/unsup_s"))),
                        true)
                + LineChart.of("Learning rate", List.of(new Series("lr", curves.curve("lr"))), true)
                + "</div>\n<p class=\"note\">Where a curve has more than 300 points, neighbours are averaged; every point is in the"
                + " run's metrics.jsonl.</p>\n";
    }

    private static String style() {
        try (InputStream in =
                Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read from the jar", e);
        }
    }
}
