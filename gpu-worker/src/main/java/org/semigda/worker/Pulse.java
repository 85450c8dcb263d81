package org.semigda.worker;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.semigda.train.Stage;

/** How lively a worker is, for the heartbeats of its node. May be used from any thread. */
final class Pulse {

    private static final int RECENT = 3;
    private static final int KNOWN = 64;
    private static final int ENOUGH = 10;

    /** What a heartbeat says about it; see {@link org.semigda.protocol.NodeMessage.Work}. */
    record Reading(long step, long idleMillis, double stepMillis, double usualMillis) {}

    private final Clock clock;
    private final Deque<Double> recent = new ArrayDeque<>();
    private final Deque<Double> earlier = new ArrayDeque<>();
    private Stage stage = Stage.AUTOENCODER;
    private long step;
    private boolean working;
    private long since;

    Pulse(Clock clock) {
        this.clock = clock;
    }

    /** The worker got something done and goes on. */
    synchronized void beat(long steps) {
        step = steps;
        working = true;
        since = clock.millis();
    }

    /** The worker did a step of so many milliseconds. */
    synchronized void stepped(Stage of, double millis) {
        if (of != stage) {
            stage = of;
            recent.clear();
            earlier.clear();
        }
        recent.addLast(millis);
        if (recent.size() > RECENT) {
            earlier.addLast(recent.removeFirst());
        }
        if (earlier.size() > KNOWN) {
            earlier.removeFirst();
        }
    }

    /** The worker waits on purpose, or has ended. */
    synchronized void rest() {
        working = false;
    }

    synchronized Reading read() {
        return new Reading(
                step,
                working ? Math.max(0, clock.millis() - since) : 0,
                recent.size() < RECENT ? 0 : median(recent),
                earlier.size() < ENOUGH ? 0 : median(earlier));
    }

    private static double median(Deque<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
