package org.semigda.orchestrator.store;

import java.io.IOException;
import java.lang.ref.SoftReference;

/**
 * A run's curves for those who draw them. What was read once is kept while memory lasts, and only the lines that came
 * since are read: a page that shows a long run asks again and again.
 */
final class Curves {

    private static final class Read {
        private final MetricSeries series = new MetricSeries();
        private long place;
    }

    private final JsonLines lines;
    private SoftReference<Read> kept = new SoftReference<>(new Read());

    Curves(JsonLines lines) {
        this.lines = lines;
    }

    /** The part that is asked for, of what belongs to events up to {@code lastEvent}. Blocks. */
    synchronized String json(MetricQuery query, long lastEvent) throws IOException {
        Read read = kept.get();
        if (read == null || read.place > lines.length()) {
            read = new Read();
        }
        MetricSeries series = read.series;
        kept = new SoftReference<>(new Read()); // an error half way must not leave half a line behind
        read.place = MetricReader.read(lines.file(), read.place, lines.length(), line -> {
            if (line.id() > lastEvent) {
                return false;
            }
            series.add(line);
            return true;
        });
        kept = new SoftReference<>(read);
        return series.toJson(query, lastEvent);
    }
}
