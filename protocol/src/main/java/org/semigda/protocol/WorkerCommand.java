package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the orchestrator tells a node to do with a run. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerCommand.Launch.class, name = "launch"),
    @JsonSubTypes.Type(value = WorkerCommand.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = WorkerCommand.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = WorkerCommand.Continue.class, name = "continue"),
    @JsonSubTypes.Type(value = WorkerCommand.Save.class, name = "save"),
    @JsonSubTypes.Type(value = WorkerCommand.Abandon.class, name = "abandon")
})
public sealed interface WorkerCommand {

    /** The run. */
    RunId run();

    /** The attempt meant; a command for another attempt than the worker's is dropped. */
    int attempt();

    /**
     * Start a worker of an attempt; answered with the rendezvous, which is empty for a worker that is alone.
     *
     * @param folder the run's folder: checkpoints, pictures and the split are written there
     * @param device such as {@code cpu}
     * @param resume continue from the folder's newest checkpoint when it has one
     * @param group the other workers of the attempt
     * @param transfer for a worker that does not see the folder
     */
    record Launch(
            RunId run,
            int attempt,
            RunSpec spec,
            String folder,
            String device,
            boolean resume,
            Group group,
            Transfer transfer)
            implements WorkerCommand {}

    /**
     * A worker's place among those that train together.
     *
     * @param rank from 0; the first one evaluates, saves and tells, the others only train
     * @param size how many there are
     * @param rendezvous {@code host:port} where the first one waits for the others; empty for itself
     */
    record Group(int rank, int size, String rendezvous) {

        /** A worker without others. */
        public static final Group ALONE = new Group(0, 1, "");

        public Group {
            if (size < 1 || rank < 0 || rank >= size) {
                throw new IllegalArgumentException("there is no rank " + rank + " among " + size + " workers");
            }
        }
    }

    /** Finish the step, save, end. */
    record Stop(RunId run, int attempt) implements WorkerCommand {}

    /** Wait after the step. */
    record Pause(RunId run, int attempt) implements WorkerCommand {}

    /** Go on after a pause. */
    record Continue(RunId run, int attempt) implements WorkerCommand {}

    /** Save a checkpoint after the step. */
    record Save(RunId run, int attempt) implements WorkerCommand {}

    /** End at once and save nothing: somebody else has the run now, or nobody wants it. */
    record Abandon(RunId run, int attempt) implements WorkerCommand {}
}
