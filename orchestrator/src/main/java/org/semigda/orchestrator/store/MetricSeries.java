package org.semigda.orchestrator.store;

import java.util.Arrays;
import java.util.TreeMap;
import org.semigda.protocol.Wire;

/**
 * The numbers of a run as curves. An attempt that continues from a checkpoint repeats the steps after it; the repeated
 * steps replace what the earlier attempt said about them, so that a curve has no step twice and never goes back.
 */
final class MetricSeries {

    private static final class Points {
        private static final Points NONE = new Points();

        private long[] steps = new long[64];
        private double[] values = new double[64];
        private int count;

        /** The points of these steps. */
        Points between(long from, long to) {
            int first = place(from);
            int end = to == Long.MAX_VALUE ? count : place(to + 1);
            if (first == 0 && end == count) {
                return this;
            }
            Points part = new Points();
            part.steps = Arrays.copyOfRange(steps, first, Math.max(first, end));
            part.values = Arrays.copyOfRange(values, first, Math.max(first, end));
            part.count = part.steps.length;
            return part;
        }

        /** The first place whose step is at least this one. */
        private int place(long step) {
            int found = Arrays.binarySearch(steps, 0, count, step);
            return found >= 0 ? found : -found - 1;
        }

        void cutFrom(long step) {
            while (count > 0 && steps[count - 1] >= step) {
                count--;
            }
        }

        void add(long step, double value) {
            cutFrom(step);
            if (count == steps.length) {
                steps = Arrays.copyOf(steps, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            steps[count] = step;
            values[count] = value;
            count++;
        }
    }

    private final TreeMap<String, Points> series = new TreeMap<>();
    private final TreeMap<Integer, Long> stages = new TreeMap<>();
    private final TreeMap<Integer, Long> attempts = new TreeMap<>();
    private int attempt;

    void add(MetricLine line) {
        if (line.attempt() != attempt) {
            attempt = line.attempt();
            attempts.put(attempt, line.step());
            series.values().forEach(points -> points.cutFrom(line.step()));
            stages.values().removeIf(start -> start >= line.step());
        }
        stages.putIfAbsent(line.stage(), line.step());
        line.values().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                series.computeIfAbsent(name, n -> new Points()).add(line.step(), value);
            }
        });
    }

    /** What is asked for, as {@code {"series":{name:[[step,value],...]},"stages":[[stage,first step]],"attempts":[[attempt,first step]],"lastEvent":id}}. */
    String toJson(MetricQuery query, long lastEvent) {
        StringBuilder json = new StringBuilder(1 << 12).append("{\"series\":{");
        String comma = "";
        for (var entry : series.entrySet()) {
            Points all = entry.getValue();
            Points points = query.wants(entry.getKey()) ? all.between(query.from(), query.to()) : Points.NONE;
            if (points.count == 0) {
                continue;
            }
            json.append(comma).append(Wire.write(entry.getKey())).append(":[");
            String between = "[";
            for (int i : MinMaxBuckets.choose(points.values, points.count, query.maxPoints())) {
                json.append(between).append(points.steps[i]).append(',');
                json.append(points.values[i]).append(']');
                between = ",[";
            }
            json.append(']');
            comma = ",";
        }
        json.append("},\"stages\":[");
        comma = "";
        for (var stage : stages.entrySet()) {
            json.append(comma).append('[').append(stage.getKey()).append(',');
            json.append(stage.getValue()).append(']');
            comma = ",";
        }
        json.append("],\"attempts\":[");
        comma = "";
        for (var begun : attempts.entrySet()) {
            json.append(comma).append('[').append(begun.getKey()).append(',');
            json.append(begun.getValue()).append(']');
            comma = ",";
        }
        return json.append("],\"lastEvent\":").append(lastEvent).append('}').toString();
    }
}
