package org.semigda.infer.report;

import java.util.Arrays;
import org.semigda.metrics.Estimate;

/** How a score is spread over images: bars, the mean and its interval, as inline SVG. */
final class Histogram {

    private static final int BINS = 20;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 190;
    private static final int LEFT = 34;
    private static final int BOTTOM = 160;
    private static final int TOP = 14;

    private Histogram() {}

    /**
     * Draws at least one value.
     *
     * @param max right end of the axis, above 0; the left one is 0
     * @param decimals of the axis' numbers
     */
    static String of(String name, double[] values, double max, Estimate mean, int decimals) {
        int[] bins = new int[BINS];
        for (double value : values) {
            bins[(int) Math.max(0, Math.min(BINS - 1, Math.floor(value / max * BINS)))]++;
        }
        int highest = Arrays.stream(bins).max().orElse(1);
        String label = "%s of %d images: mean %s, 95%% interval %s to %s, lowest %s, highest %s"
                .formatted(
                        name,
                        values.length,
                        Html.number(mean.mean(), decimals),
                        Html.number(mean.low(), decimals),
                        Html.number(mean.high(), decimals),
                        Html.number(Arrays.stream(values).min().orElse(0), decimals),
                        Html.number(Arrays.stream(values).max().orElse(0), decimals));
        StringBuilder svg = new StringBuilder(
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><title>%s</title>\n"
                        .formatted(WIDTH, HEIGHT, Html.text(label), Html.text(label)));
        svg.append("<rect class=\"band\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n"
                .formatted(
                        Html.number(x(mean.low(), max), 1),
                        TOP,
                        Html.number(Math.max(1, x(mean.high(), max) - x(mean.low(), max)), 1),
                        BOTTOM - TOP));
        double step = (double) (WIDTH - LEFT - 10) / BINS;
        for (int bin = 0; bin < BINS; bin++) {
            double height = (double) bins[bin] / highest * (BOTTOM - TOP);
            svg.append("<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                    .formatted(
                            Html.number(LEFT + bin * step + 1, 1),
                            Html.number(BOTTOM - height, 1),
                            Html.number(step - 2, 1),
                            Html.number(height, 1)));
        }
        String middle = Html.number(x(mean.mean(), max), 1);
        svg.append("<line class=\"mean\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>\n"
                .formatted(middle, middle, TOP, BOTTOM));
        svg.append("<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n"
                .formatted(LEFT, WIDTH - 10, BOTTOM, BOTTOM));
        for (int tick = 0; tick <= 4; tick++) {
            double value = max * tick / 4;
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
                    .formatted(
                            Html.number(x(value, max), 1),
                            BOTTOM + 18,
                            tick == 4 ? "end" : "middle",
                            Html.number(value, decimals)));
        }
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>\n".formatted(LEFT - 4, TOP + 8, highest));
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>\n".formatted(LEFT - 4, BOTTOM));
        return svg.append("</svg><figcaption>")
                .append(Html.text(label))
                .append("</figcaption></figure>\n")
                .toString();
    }

    private static double x(double value, double max) {
        return LEFT + Math.max(0, Math.min(1, value / max)) * (WIDTH - LEFT - 10);
    }
}
