package org.semigda.orchestrator;

import java.util.List;
import org.semigda.protocol.RunState;

/**
 * Finds the way from one state to another. A worker's word may skip a state (its RUNNING was still under way when it
 * said COMPLETED); the run then passes through the skipped one.
 */
final class Moves {

    private Moves() {}

    /** The states to pass, the target last; empty when there is nothing to do or no way. */
    static List<RunState> path(RunState from, RunState to) {
        if (from == to || from.ended()) {
            return List.of();
        }
        if (from.next().contains(to)) {
            return List.of(to);
        }
        for (RunState via : List.of(RunState.RUNNING, RunState.STOPPING)) {
            if (from.next().contains(via) && via.next().contains(to)) {
                return List.of(via, to);
            }
        }
        return List.of();
    }
}
