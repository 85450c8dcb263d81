package org.semigda.orchestrator.store;

import java.util.Arrays;
import java.util.TreeMap;
import org.semigda.protocol.Wire;

/**
 * The numbers of a run as curves. An attempt that continues from a checkpoint repeats the steps after it; the repeated
 * steps replace what the earlier attempt said about them, so that a curve has no step twice and never goes back.
 */
public final class MetricSeries {

    private static final class Points {
        private long[] steps = new long[64];
        private double[] values = new double[64];
        private int count;

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

    private final MetricQuery query;
    private final TreeMap<String, Points> series = new TreeMap<>();
    private final TreeMap<Integer, Long> stages = new TreeMap<>();
    private int attempt;
    private long lastEvent;

    /** Empty curves of the metrics asked for. */
    MetricSeries(MetricQuery query) {
        this.query = query;
    }

    void add(MetricLine line) {
        if (line.attempt() != attempt) {
            attempt = line.attempt();
            series.values().forEach(points -> points.cutFrom(line.step()));
            stages.values().removeIf(start -> start >= line.step());
        }
        stages.putIfAbsent(line.stage(), line.step());
        if (line.step() < query.from() || line.step() > query.to()) {
            return;
        }
        line.values().forEach((name, value) -> {
            if (query.wants(name) && Double.isFinite(value)) {
                series.computeIfAbsent(name, n -> new Points()).add(line.step(), value);
            }
        });
    }

    void lastEvent(long id) {
        lastEvent = id;
    }

    /** {@code {"series":{name:[[step,value],...]},"stages":[[stage,first step]],"lastEvent":id}}. */
    public String toJson() {
        StringBuilder json = new StringBuilder(1 << 12).append("{\"series\":{");
        String comma = "";
        for (var entry : series.entrySet()) {
            json.append(comma).append(Wire.write(entry.getKey())).append(":[");
            Points points = entry.getValue();
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
        return json.append("],\"lastEvent\":").append(lastEvent).append('}').toString();
    }
}
