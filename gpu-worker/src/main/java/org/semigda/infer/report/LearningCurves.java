package org.semigda.infer.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.semigda.conf.UserError;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;

/**
 * What a run's {@code metrics.jsonl} says, as curves. A later attempt that repeats steps replaces what an earlier one said
 * about them.
 */
final class LearningCurves {

    /** One value at one step, all stages together. */
    record Point(long step, double value) {}

    /** A line of the file. */
    private record Line(long id, int attempt, long time, int stage, long step, Map<String, Double> values) {}

    private final Map<String, List<Point>> curves = new TreeMap<>();
    private int attempt;

    private LearningCurves() {}

    /** Reads a run's folder; no curves where it has no metrics. What a writer is still at work on is left out. */
    static LearningCurves of(Path run) {
        LearningCurves curves = new LearningCurves();
        Path file = run.resolve("metrics.jsonl");
        if (!Files.isRegularFile(file)) {
            return curves;
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                curves.add(Wire.read(text, Line.class));
            }
        } catch (WireException e) {
            return curves; // a line half-written, or of another release: what stands before it is true
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e, e);
        }
        return curves;
    }

    private void add(Line line) {
        if (line.attempt() != attempt) {
            attempt = line.attempt();
            curves.values().forEach(points -> points.removeIf(point -> point.step() >= line.step()));
        }
        line.values().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                curves.computeIfAbsent(name, n -> new ArrayList<>()).add(new Point(line.step(), value));
            }
        });
    }

    boolean isEmpty() {
        return curves.isEmpty();
    }

    /** A curve by its name, such as {@code validation/dice}; empty when there is none. */
    List<Point> curve(String name) {
        return Collections.unmodifiableList(curves.getOrDefault(name, List.of()));
    }

    /** At most {@code most} points: the means of neighbours where there are more. */
    static List<Point> thinned(List<Point> points, int most) {
        int width = (points.size() + most - 1) / most;
        if (width <= 1) {
            return points;
        }
        List<Point> thin = new ArrayList<>();
        for (int from = 0; from < points.size(); from += width) {
            List<Point> group = points.subList(from, Math.min(points.size(), from + width));
            double mean = group.stream().mapToDouble(Point::value).average().orElseThrow();
            thin.add(new Point(group.get(group.size() - 1).step(), mean));
        }
        return thin;
    }
}
