package org.semigda.orchestrator;

import org.semigda.protocol.RunId;

/**
 * Somebody speaks for an attempt that was given up. Its words are not stored, and it must not take them for stored: it may be
 * about to write a checkpoint, which has to hold all that was not.
 */
final class AttemptOver extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AttemptOver(RunId run, int speaker, int current) {
        super("attempt " + speaker + " of run " + run + " is over; the run is at attempt " + current);
    }
}
