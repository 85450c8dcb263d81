package org.semigda.train;

/**
 * The next step to do. After the last step it is one past the last stage's end.
 *
 * @param stage the stage the step belongs to
 * @param stageStep its number within the stage, from 0
 * @param globalStep its number over all stages, from 0
 */
public record Position(Stage stage, long stageStep, long globalStep) {}
