package org.semigda.worker;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.semigda.train.Position;
import org.semigda.train.Stage;
import org.semigda.train.StagePlan;
import org.semigda.train.TrainingPlan;

/**
 * Estimates the time left from how long steps take. The stages differ in cost, so each has its own average; a stage
 * not begun yet is taken to cost what the stages before it cost, which is corrected as soon as it runs.
 */
final class Pace {

    private static final double SMOOTHING = 0.05;

    private final TrainingPlan plan;
    private final Map<Stage, Average> millisPerStep = new EnumMap<>(Stage.class);

    /** A plain mean at first, so that a slow first step is soon outvoted, and a moving one later. */
    private record Average(int count, double value) {
        Average and(double next) {
            double weight = Math.max(SMOOTHING, 1.0 / (count + 1));
            return new Average(count + 1, value + weight * (next - value));
        }
    }

    Pace(TrainingPlan plan) {
        this.plan = plan;
    }

    void stepTook(Stage stage, double millis) {
        Average average = millisPerStep.getOrDefault(stage, new Average(0, 0));
        millisPerStep.put(stage, average.and(millis));
    }

    /** Seconds until the last step; empty before the first step was timed. */
    OptionalDouble secondsLeft(Position position) {
        if (millisPerStep.isEmpty()) {
            return OptionalDouble.empty();
        }
        double typical = millisPerStep.values().stream()
                .mapToDouble(Average::value)
                .max()
                .orElseThrow();
        double millis = 0;
        for (StagePlan stage : plan.stages()) {
            long left = stage.steps();
            if (stage.stage() == position.stage()) {
                left -= position.stageStep();
            } else if (stage.stage().number() < position.stage().number()) {
                continue;
            }
            Average average = millisPerStep.get(stage.stage());
            millis += left * (average == null ? typical : average.value());
        }
        return OptionalDouble.of(millis / 1000);
    }
}
