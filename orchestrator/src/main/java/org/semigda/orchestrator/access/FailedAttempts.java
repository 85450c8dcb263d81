package org.semigda.orchestrator.access;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed attempts to get in, by where they come from. After so many within a while that address has to wait. Used
 * by one thread.
 */
public final class FailedAttempts {

    /** Of so many addresses at once the counts are kept; who makes more of them gains nothing but the oldest forgotten. */
    private static final int ADDRESSES = 10_000;

    private record Count(int failures, long since) {}

    private final Clock clock;
    private final int most;
    private final long whileMillis;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    public FailedAttempts(Clock clock, int most, Duration within) {
        this.clock = clock;
        this.most = most;
        this.whileMillis = within.toMillis();
    }

    /** Seconds an address still has to wait; 0 when it need not. */
    public long secondsToWait(String address) {
        Count count = counts.get(address);
        long left = count == null ? 0 : count.since() + whileMillis - clock.millis();
        if (left <= 0) {
            counts.remove(address);
            return 0;
        }
        return count != null && count.failures() >= most ? (left + 999) / 1000 : 0;
    }

    /** An attempt failed. */
    public void failed(String address) {
        Count before = counts.remove(address);
        long now = clock.millis();
        boolean fresh = before == null || now - before.since() >= whileMillis;
        counts.put(address, fresh ? new Count(1, now) : new Count(before.failures() + 1, before.since()));
        if (counts.size() > ADDRESSES) {
            counts.remove(counts.keySet().iterator().next());
        }
    }
}
