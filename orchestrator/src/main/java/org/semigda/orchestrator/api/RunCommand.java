package org.semigda.orchestrator.api;

import java.util.Locale;

/** What people can ask of a run. */
public enum RunCommand {
    /** Save and end. */
    STOP,
    /** Wait between two steps, keeping the device. */
    PAUSE,
    /** Go on after a pause. */
    CONTINUE,
    /** Start the next attempt of a stopped or failed run, from its newest checkpoint. */
    RESUME,
    /** Save now. */
    CHECKPOINT;

    /** The last part of the command's path. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
