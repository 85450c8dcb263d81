package org.semigda.cli.train;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far a run is, as one line shows it.
 *
 * @param stage 0, 1 or 2
 * @param step steps done, all stages together
 * @param steps steps in all
 * @param secondsLeft estimate of the time left; negative while unknown
 * @param loss the newest total loss
 * @param dice the newest validation Dice
 */
record RunProgress(int stage, long step, long steps, double secondsLeft, OptionalDouble loss, OptionalDouble dice) {

    static final RunProgress NONE = new RunProgress(0, 0, 0, -1, OptionalDouble.empty(), OptionalDouble.empty());

    private static final String[] STAGES = {"autoencoder", "alignment", "segmentation"};

    RunProgress at(int newStage, long newStep, long newSteps, double newSecondsLeft) {
        return new RunProgress(newStage, newStep, newSteps, newSecondsLeft, loss, dice);
    }

    RunProgress withLoss(double newLoss) {
        return new RunProgress(stage, step, steps, secondsLeft, OptionalDouble.of(newLoss), dice);
    }

    RunProgress withDice(double newDice) {
        return new RunProgress(stage, step, steps, secondsLeft, loss, OptionalDouble.of(newDice));
    }

    /** Such as {@code stage 2 segmentation  step 410/660  62%  loss 0.4312  validation dice 0.8120  1 min 33 s left}. */
    String line() {
        StringBuilder line = new StringBuilder("stage ").append(stage);
        if (stage >= 0 && stage < STAGES.length) {
            line.append(' ').append(STAGES[stage]);
        }
        line.append("  step ").append(step).append('/').append(steps);
        if (steps > 0) {
            line.append("  ").append(100 * step / steps).append('%');
        }
        loss.ifPresent(value -> line.append(String.format(Locale.ROOT, "  loss %.4f", value)));
        dice.ifPresent(value -> line.append(String.format(Locale.ROOT, "  validation dice %.4f", value)));
        if (secondsLeft >= 0) {
            line.append("  ").append(duration(secondsLeft)).append(" left");
        }
        return line.toString();
    }

    /** Such as {@code 2 h 05 min}, {@code 1 min 33 s} or {@code 8 s}. */
    static String duration(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        if (whole >= 3600) {
            return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
        }
        if (whole >= 60) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
        }
        return whole + " s";
    }
}
