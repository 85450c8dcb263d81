package org.semigda.infer.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.semigda.infer.report.LearningCurves.Point;

/** Curves over steps as inline SVG; lines differ in colour and in dashes, and are named in a legend. */
final class LineChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 260;
    private static final int LEFT = 72;
    private static final int RIGHT = 12;
    private static final int TOP = 14;
    private static final int BOTTOM = 210;
    private static final int POINTS = 300;

    private final boolean log;
    private final double minX;
    private final double maxX;
    private final double minY;
    private final double maxY;

    /** One curve. */
    record Series(String name, List<Point> points) {}

    private LineChart(List<Series> series, boolean log) {
        this.log = log;
        List<Point> all = series.stream().flatMap(s -> s.points().stream()).toList();
        minX = all.stream().mapToLong(Point::step).min().orElse(0);
        maxX = Math.max(minX + 1, all.stream().mapToLong(Point::step).max().orElse(1));
        double low = all.stream().mapToDouble(p -> scaled(p.value())).min().orElse(0);
        double high = all.stream().mapToDouble(p -> scaled(p.value())).max().orElse(1);
        minY = low;
        maxY = high > low ? high : low + 1;
    }

    /** Draws the series that have points; an empty text when none has. {@code log}: decades on the vertical axis. */
    static String of(String title, List<Series> given, boolean log) {
        List<Series> series = given.stream()
                .map(s -> new Series(
                        s.name(),
                        LearningCurves.thinned(
                                s.points().stream()
                                        .filter(p -> !log || p.value() > 0)
                                        .toList(),
                                POINTS)))
                .filter(s -> !s.points().isEmpty())
                .toList();
        return series.isEmpty() ? "" : new LineChart(series, log).draw(title, series);
    }

    private String draw(String title, List<Series> series) {
        String last = series.stream()
                .map(s -> s.name() + " ends at "
                        + Html.number(s.points().get(s.points().size() - 1).value(), 4))
                .collect(Collectors.joining(", "));
        String label = Html.text(title + ": " + last);
        StringBuilder svg = new StringBuilder(
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><title>%s</title>\n"
                        .formatted(WIDTH, HEIGHT, label, label));
        for (int tick = 0; tick <= 4; tick++) {
            double scaled = minY + (maxY - minY) * tick / 4;
            String y = Html.number(BOTTOM - (double) (BOTTOM - TOP) * tick / 4, 1);
            svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(LEFT, WIDTH - RIGHT, y, y));
            svg.append("<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, y, tick(log ? Math.pow(10, scaled) : scaled)));
            double step = minX + (maxX - minX) * tick / 4;
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%d</text>\n"
                    .formatted(Html.number(x(step), 1), BOTTOM + 18, tick == 4 ? "end" : "middle", Math.round(step)));
        }
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">step</text>\n".formatted(WIDTH - RIGHT, BOTTOM + 34));
        for (int i = 0; i < series.size(); i++) {
            String line = series.get(i).points().stream()
                    .map(p -> Html.number(x(p.step()), 1) + "," + Html.number(y(p.value()), 1))
                    .collect(Collectors.joining(" "));
            if (series.get(i).points().size() == 1) { // a line of one point cannot be seen
                Point only = series.get(i).points().get(0);
                svg.append("<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"3\"/>\n"
                        .formatted(Html.number(x(only.step()), 1), Html.number(y(only.value()), 1)));
            }
            svg.append("<polyline class=\"line s%d\" points=\"%s\"/>\n".formatted(i % 5 + 1, line));
            int at = LEFT + i * 116;
            svg.append(
                    "<line class=\"line s%d\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><text x=\"%d\" y=\"%d\">%s</text>\n"
                            .formatted(
                                    i % 5 + 1,
                                    at,
                                    at + 24,
                                    HEIGHT - 6,
                                    HEIGHT - 6,
                                    at + 28,
                                    HEIGHT - 2,
                                    Html.text(series.get(i).name())));
        }
        return svg.append("</svg><figcaption>")
                .append(Html.text(title))
                .append(log ? " (logarithmic)" : "")
                .append("</figcaption></figure>\n")
                .toString();
    }

    /** Three digits, whatever the size. */
    private static String tick(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size > 0 && size < 0.01 ? "%.1e" : size < 10 ? "%.3f" : "%.1f", value);
    }

    private double scaled(double value) {
        return log ? Math.log10(value) : value;
    }

    private double x(double step) {
        return LEFT + (step - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return BOTTOM - (scaled(value) - minY) / (maxY - minY) * (BOTTOM - TOP);
    }
}
