package org.semigda.protocol;

/** Every address of the event bus. */
public final class Addresses {

    /** Nodes speak to the orchestrator here: {@link NodeMessage}, answered by {@link NodeMessage.Ack}. */
    public static final String NODES = "semigda.nodes";

    /**
     * Workers hand their {@link RunEvent}s to the orchestrator here, one or several ({@link RunEvents}) in a message; the
     * reply {@code true} says that all of it is stored.
     */
    public static final String RUN_EVENTS = "semigda.run-events";

    /**
     * A header of a message to {@link #RUN_EVENTS}: the attempt of the worker that sends it, when that is not the event's own
     * because the worker repeats what its forerunner may not have got across.
     */
    public static final String SPEAKER = "attempt";

    /**
     * The code with which a message to {@link #RUN_EVENTS} is refused when the attempt that speaks is over: nothing of it is
     * stored. The next attempt says it again, from the checkpoint it continues from.
     */
    public static final int ATTEMPT_OVER = 410;

    /** The orchestrator publishes here what it stored, for everybody who watches: {@link StoredEvent}. */
    public static final String STORED_EVENTS = "semigda.stored-events";

    /** {@code bench bus} measures here, on a bus of its own. */
    public static final String BENCH = "semigda.bench";

    private Addresses() {}

    /** A node takes its {@link WorkerCommand}s here. */
    public static String node(String node) {
        return "semigda.node." + node;
    }

    /** A node measures here what a run would take: {@link Estimate.Ask}, answered by an {@link Estimate}. */
    public static String estimates(String node) {
        return "semigda.estimates." + node;
    }

    /** A worker takes commands for its run here, on its own node only. */
    public static String worker(RunId run, int attempt, int rank) {
        return "semigda.worker." + run + "." + attempt + "." + rank;
    }

    /** A worker asks its data loader for batches here, on its own node only. */
    public static String loader(RunId run, int attempt, int rank) {
        return "semigda.loader." + run + "." + attempt + "." + rank;
    }

    /** A worker hands snapshots to its checkpoint verticle here, on its own node only. */
    public static String checkpoints(RunId run, int attempt, int rank) {
        return "semigda.checkpoints." + run + "." + attempt + "." + rank;
    }
}
