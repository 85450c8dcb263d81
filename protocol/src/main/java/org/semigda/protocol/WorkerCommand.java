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
    @JsonSubTypes.Type(value = WorkerCommand.Save.class, name = "save")
})
public sealed interface WorkerCommand {

    /** The run. */
    RunId run();

    /** The attempt meant; a command for another attempt than the worker's is dropped. */
    int attempt();

    /**
     * Start an attempt.
     *
     * @param folder the run's folder: checkpoints, pictures and the split are written there
     * @param device such as {@code cpu}
     * @param resume continue from the folder's newest checkpoint when it has one
     */
    record Launch(RunId run, int attempt, RunSpec spec, String folder, String device, boolean resume)
            implements WorkerCommand {}

    /** Finish the step, save, end. */
    record Stop(RunId run, int attempt) implements WorkerCommand {}

    /** Wait after the step. */
    record Pause(RunId run, int attempt) implements WorkerCommand {}

    /** Go on after a pause. */
    record Continue(RunId run, int attempt) implements WorkerCommand {}

    /** Save a checkpoint after the step. */
    record Save(RunId run, int attempt) implements WorkerCommand {}
}
