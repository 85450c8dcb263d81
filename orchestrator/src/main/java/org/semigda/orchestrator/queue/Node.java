package org.semigda.orchestrator.queue;

import java.util.List;
import org.semigda.protocol.RunId;

/**
 * A node as last heard of.
 *
 * @param devices such as {@code cpu} or {@code cuda:0}
 * @param runs the runs it said it has workers for
 * @param lastSeen milliseconds since 1970
 */
public record Node(String name, String host, List<String> devices, List<RunId> runs, long lastSeen, State state) {

    /** Whether its lease is valid. */
    public enum State {
        ALIVE,
        LOST
    }

    public Node {
        devices = List.copyOf(devices);
        runs = List.copyOf(runs);
    }

    Node seen(List<RunId> now, long time) {
        return new Node(name, host, devices, now, time, state);
    }

    Node lost() {
        return new Node(name, host, devices, List.of(), lastSeen, State.LOST);
    }
}
