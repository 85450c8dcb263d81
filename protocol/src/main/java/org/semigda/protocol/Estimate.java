package org.semigda.protocol;

import java.util.List;

/**
 * What a run would take, measured by a worker with a few of its steps.
 *
 * @param device it was measured on
 * @param images training images of the data set, labelled and unlabelled
 * @param stages in their order
 * @param peakMiB the most memory the worker's process held while it measured, in MiB; 0 where it cannot be told
 */
public record Estimate(String device, int images, List<Stage> stages, long peakMiB) {

    public Estimate {
        stages = List.copyOf(stages);
    }

    /**
     * One stage.
     *
     * @param stage 0 (autoencoder), 1 (alignment) or 2 (segmentation)
     * @param steps of the whole stage
     * @param stepMillis of one step, the batch's loading included; the median of those measured
     */
    public record Stage(int stage, long steps, double stepMillis) {}

    /** Asks a node for an estimate; answered by an {@link Estimate}, or refused when a run is on the node. */
    public record Ask(RunSpec spec, String device) {}

    /** Seconds of all steps together; validations and the final test come on top. */
    public double seconds() {
        return stages.stream()
                .mapToDouble(stage -> stage.steps() * stage.stepMillis() / 1000)
                .sum();
    }
}
