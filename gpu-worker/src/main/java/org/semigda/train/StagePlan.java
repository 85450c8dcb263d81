package org.semigda.train;

/**
 * A stage's length.
 *
 * @param stage which stage
 * @param steps optimizer steps of the whole stage, at least 1; t_max of its schedules
 * @param stepsPerEpoch steps of one pass over the unlabelled images, at least 1
 */
public record StagePlan(Stage stage, long steps, long stepsPerEpoch) {

    public StagePlan {
        if (steps < 1 || stepsPerEpoch < 1) {
            throw new IllegalArgumentException("a stage needs at least one step and one step per epoch, not " + steps
                    + " and " + stepsPerEpoch + " (stage " + stage.number() + ")");
        }
    }
}
