package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the time of a step goes. Waiting for other ranks is taken out of the part it falls into, and shown as its own. */
final class StepClock {

    private static final double NANOS_PER_MILLI = 1e6;

    private final GradientSync sync;
    private final long start = System.nanoTime();
    private final long startWaited;
    private final Map<String, Long> parts = new LinkedHashMap<>();
    private long last = start;
    private long lastWaited;

    /** Starts now. */
    StepClock(GradientSync sync) {
        this.sync = sync;
        startWaited = sync.waitedNanos();
        lastWaited = startWaited;
    }

    /** Ends a part of the step. */
    void lap(String part) {
        long now = System.nanoTime();
        long waited = sync.waitedNanos();
        parts.put(part, now - last - (waited - lastWaited));
        last = now;
        lastWaited = waited;
    }

    /** Adds {@code time/PART_ms} of every part, and {@code time/sync_ms} where there are other ranks. */
    void addTo(Map<String, Double> values) {
        parts.forEach((part, nanos) -> values.put("time/" + part + "_ms", nanos / NANOS_PER_MILLI));
        if (sync.place().size() > 1) {
            values.put("time/sync_ms", (lastWaited - startWaited) / NANOS_PER_MILLI);
        }
    }

    /** All parts together; above 0. */
    double seconds() {
        return Math.max(1, last - start) / 1e9;
    }
}
