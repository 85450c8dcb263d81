package org.semigda.orchestrator;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param lease how long a node may be silent before it counts as lost
 * @param leaseCheck how often leases are looked at
 * @param adoption how long workers that outlived the last orchestrator may take to come back
 * @param streamHeartbeat how often an idle event stream says that it is there
 */
public record Timing(Duration lease, Duration leaseCheck, Duration adoption, Duration streamHeartbeat) {

    /** What a running system uses: a lost worker is shown within 9 s. */
    public static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(8), Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(10));
}
