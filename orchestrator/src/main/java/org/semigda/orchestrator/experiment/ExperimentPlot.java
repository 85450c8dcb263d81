package org.semigda.orchestrator.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.semigda.protocol.ExperimentSpec;

/**
 * Dice over the lines of a table: every seed as a faint dot, the mean as a full one, the deviation as a bar, a published figure
 * as a hollow diamond. Where the grid has a setting of numbers, such as the labelled share, that is the horizontal axis.
 */
public final class ExperimentPlot {

    private static final int WIDTH = 720;
    private static final int RIGHT = 24;
    private static final int TOP = 44;
    private static final String SCORE = "dice";

    private ExperimentPlot() {}

    /** The table as SVG. */
    public static String svg(ExperimentSpec spec, ScoreTable table) {
        Optional<ExperimentSpec.Factor> axis =
                spec.grid().stream().filter(ExperimentPlot::isNumeric).findFirst();
        return axis.isPresent() ? curves(spec, table, axis.get()) : dots(spec, table);
    }

    private static boolean isNumeric(ExperimentSpec.Factor factor) {
        return factor.values().size() > 1
                && factor.values().stream().allMatch(value -> value.matches("\\d{1,9}(\\.\\d{1,9})?%?"));
    }

    private static double number(String value) {
        return Double.parseDouble(value.replace("%", ""));
    }

    /** What can be seen: from the lowest to the highest figure, widened to tenths. */
    private record Range(double low, double high) {

        static Range of(ScoreTable table) {
            double[] all = table.lines().stream()
                    .flatMapToDouble(line -> DoubleStream.concat(
                            line.seeds().values().stream()
                                    .mapToDouble(scores -> scores.getOrDefault(SCORE, Double.NaN)),
                            DoubleStream.of(line.plan().paper().getOrDefault(SCORE, Double.NaN))))
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            double low = Math.floor(10 * DoubleStream.of(all).min().orElse(0)) / 10;
            double high = Math.ceil(10 * DoubleStream.of(all).max().orElse(1)) / 10;
            return new Range(low, high > low ? high : low + 0.1);
        }

        double share(double value) {
            return (value - low) / (high - low);
        }

        List<Double> ticks() {
            int tenths = (int) Math.round(10 * (high - low));
            int step = Math.max(1, tenths / 5);
            List<Double> ticks = new ArrayList<>();
            for (int i = 0; i <= tenths; i += step) {
                ticks.add(low + i / 10.0);
            }
            return ticks;
        }
    }

    private static String dots(ExperimentSpec spec, ScoreTable table) {
        int left = 250;
        int step = 34;
        int bottom = TOP + step * table.lines().size();
        Range range = Range.of(table);
        Svg svg = new Svg(WIDTH, bottom + 48, spec.name() + ": Dice on the test images");
        svg.text("start", 8, 20, title(spec));
        for (double tick : range.ticks()) {
            double x = left + (WIDTH - RIGHT - left) * range.share(tick);
            svg.line("grid", x, TOP, x, bottom);
            svg.text("middle", x, bottom + 18, tick(tick));
        }
        svg.text("end", WIDTH - RIGHT, bottom + 38, "Dice, test images");
        for (int i = 0; i < table.lines().size(); i++) {
            ScoreTable.Line line = table.lines().get(i);
            double y = TOP + step * (i + 0.5);
            svg.text("end", left - 12, y + 4, shortened(line.plan().name()));
            mark(svg, line, 0, value -> new double[] {left + (WIDTH - RIGHT - left) * range.share(value), y}, true);
        }
        return svg.end();
    }

    private static String curves(ExperimentSpec spec, ScoreTable table, ExperimentSpec.Factor axis) {
        int left = 64;
        int bottom = 330;
        Range range = Range.of(table);
        double low =
                axis.values().stream().mapToDouble(ExperimentPlot::number).min().orElse(0);
        double high =
                axis.values().stream().mapToDouble(ExperimentPlot::number).max().orElse(1);
        double wide = high > low ? high - low : 1;
        Svg svg = new Svg(WIDTH, bottom + 58, spec.name() + ": Dice over " + axis.label());
        svg.text("start", 8, 20, title(spec));
        for (double tick : range.ticks()) {
            double y = bottom - (bottom - TOP) * range.share(tick);
            svg.line("grid", left, y, WIDTH - RIGHT, y);
            svg.text("end", left - 8, y + 4, tick(tick));
        }
        for (String value : axis.values()) {
            double x = left + 16 + (WIDTH - RIGHT - left - 32) * (number(value) - low) / wide;
            svg.line("axis", x, bottom, x, bottom + 5);
            svg.text("middle", x, bottom + 20, value);
        }
        svg.text("end", WIDTH - RIGHT, bottom + 40, axis.label());
        int colour = 0;
        for (Map.Entry<String, List<ScoreTable.Line>> curve :
                curvesOf(table, axis).entrySet()) {
            double[] before = {};
            for (ScoreTable.Line line : curve.getValue()) {
                String value = String.valueOf(line.plan().factors().get(axis.setting()));
                double x = left + 16 + (WIDTH - RIGHT - left - 32) * (number(value) - low) / wide;
                mark(svg, line, colour, dice -> new double[] {x, bottom - (bottom - TOP) * range.share(dice)}, false);
                ScoreTable.Value mean = line.values().get(SCORE);
                if (mean != null) {
                    double[] here = {x, bottom - (bottom - TOP) * range.share(mean.mean())};
                    if (before.length > 0) {
                        svg.line("s" + colour, before[0], before[1], here[0], here[1]);
                    }
                    before = here;
                }
            }
            double x = left + 150.0 * colour;
            svg.circle("s" + colour, x, bottom + 36, 5);
            svg.text("start", x + 10, bottom + 40, shortened(curve.getKey()));
            colour = (colour + 1) % Svg.COLOURS;
        }
        return svg.end();
    }

    /** The lines that differ in the axis alone, by what else they are, from left to right. */
    private static Map<String, List<ScoreTable.Line>> curvesOf(ScoreTable table, ExperimentSpec.Factor axis) {
        Map<String, List<ScoreTable.Line>> curves = new LinkedHashMap<>();
        for (ScoreTable.Line line : table.lines()) {
            String value = line.plan().factors().get(axis.setting());
            List<String> words = new ArrayList<>(List.of(line.plan().name().split(", ")));
            words.remove(value);
            curves.computeIfAbsent(words.isEmpty() ? SCORE : String.join(", ", words), name -> new ArrayList<>())
                    .add(line);
        }
        curves.values()
                .forEach(lines -> lines.sort(java.util.Comparator.comparingDouble(
                        line -> number(String.valueOf(line.plan().factors().get(axis.setting()))))));
        return curves;
    }

    /** Where a figure stands in the picture. */
    @FunctionalInterface
    private interface Place {
        double[] of(double dice);
    }

    private static void mark(Svg svg, ScoreTable.Line line, int colour, Place place, boolean flat) {
        String style = "s" + colour;
        line.seeds().values().stream()
                .filter(scores -> scores.containsKey(SCORE))
                .map(scores -> place.of(scores.getOrDefault(SCORE, 0.0)))
                .forEach(at -> svg.circle(style + " seed", at[0], at[1], 4));
        ScoreTable.Value value = line.values().get(SCORE);
        if (value != null) {
            double deviation = value.deviation().orElse(0);
            double[] from = place.of(value.mean() - deviation);
            double[] to = place.of(value.mean() + deviation);
            if (deviation > 0) {
                svg.line(style, from[0], from[1], to[0], to[1]);
            }
            double[] at = place.of(value.mean());
            svg.circle(style, at[0], at[1], 6);
            if (flat) {
                svg.text("middle", at[0], at[1] - 9, String.format(Locale.ROOT, "%.3f", value.mean()));
            }
        }
        Double paper = line.plan().paper().get(SCORE);
        if (paper != null) {
            double[] at = place.of(paper);
            svg.diamond(style + " paper", at[0], at[1]);
        }
    }

    private static String title(ExperimentSpec spec) {
        String words = spec.description().isEmpty() ? spec.name() : spec.description();
        return words.length() <= 100 ? words : words.substring(0, 99) + "…";
    }

    private static String tick(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String shortened(String name) {
        return name.length() <= 34 ? name : name.substring(0, 33) + "…";
    }
}
