package org.semigda.protocol;

import java.util.EnumSet;
import java.util.Set;

/**
 * The life of a run.
 *
 * <pre>
 *   QUEUED ──► STARTING ──► RUNNING ──► COMPLETED
 *     │  ▲         │  ▲       │ │ ▲
 *     │  └─────────┘  └───────┘ │ │      an attempt lost its worker: the next one starts, or waits for a device
 *     │                         ▼ │
 *     │                       STOPPING ──► STOPPED     (a stop saves first)
 *     └──► STOPPED
 *   PAUSED ◄──► RUNNING;  every state that is not an end may go to FAILED
 * </pre>
 */
public enum RunState {
    /** Waits for a device. */
    QUEUED,
    /** A node was told to start it. */
    STARTING,
    /** A worker trains. */
    RUNNING,
    /** Waits between two steps, on its device. */
    PAUSED,
    /** Finishes its step and saves. */
    STOPPING,
    /** Stopped on request; can be resumed. */
    STOPPED,
    /** All stages done, scores written. */
    COMPLETED,
    /** Ended by an error. */
    FAILED;

    /** The states this one may change to. */
    public Set<RunState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(STARTING, STOPPED, FAILED);
            case STARTING -> EnumSet.of(RUNNING, QUEUED, STOPPING, FAILED);
            case RUNNING -> EnumSet.of(PAUSED, STOPPING, COMPLETED, STARTING, QUEUED, FAILED);
            case PAUSED -> EnumSet.of(RUNNING, STOPPING, STARTING, QUEUED, FAILED);
            case STOPPING -> EnumSet.of(STOPPED, COMPLETED, FAILED);
            case STOPPED, FAILED -> EnumSet.of(QUEUED);
            case COMPLETED -> EnumSet.noneOf(RunState.class);
        };
    }

    /** Whether nothing more happens unless somebody asks for it. */
    public boolean ended() {
        return this == STOPPED || this == COMPLETED || this == FAILED;
    }

    /**
     * The state after a move.
     *
     * @throws IllegalStateException when the move is not in the table
     */
    public RunState to(RunState target) {
        if (!next().contains(target)) {
            throw new IllegalStateException("a run cannot go from " + this + " to " + target);
        }
        return target;
    }
}
