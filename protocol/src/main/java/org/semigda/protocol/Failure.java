package org.semigda.protocol;

/**
 * What went wrong, as data.
 *
 * @param code a stable word for programs, such as {@code bad-input}
 * @param message what happened, with which value, and what to do
 * @param cause what it came from, in one line; may be empty
 */
public record Failure(String code, String message, String cause) {

    /** The user gave something that cannot be used. */
    public static final String BAD_INPUT = "bad-input";

    /** Something of ours broke. */
    public static final String INTERNAL = "internal";

    /** A checkpoint could not be written or brought to the run's folder; those before it are whole. */
    public static final String CHECKPOINT_FAILED = "checkpoint-failed";

    /** A device, or the machine, has not enough memory for the run's settings. */
    public static final String OUT_OF_MEMORY = "out-of-memory";

    /** The worker of a run is gone. */
    public static final String WORKER_LOST = "worker-lost";

    /** Another worker of the same attempt is gone, so that this one cannot go on. */
    public static final String PEER_LOST = "peer-lost";
}
