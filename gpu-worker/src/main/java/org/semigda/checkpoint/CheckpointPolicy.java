package org.semigda.checkpoint;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which checkpoints of a run stay, beside {@code last}, {@code best} and {@code best-ema}, under the numbers of their
 * steps.
 *
 * @param newest how many of the newest; 0 keeps none for being new
 * @param every those at multiples of so many steps stay for good; 0 keeps none for its number
 */
public record CheckpointPolicy(int newest, long every) {

    public CheckpointPolicy {
        if (newest < 0 || every < 0) {
            throw new IllegalArgumentException("negative: " + newest + ", " + every);
        }
    }

    /** Whether the checkpoint of a step, being the newest, gets a number. */
    boolean numbers(long step) {
        return newest > 0 || forGood(step);
    }

    /** The steps whose checkpoints have served their time, of those that are there. */
    List<Long> surplus(Collection<Long> steps) {
        return steps.stream()
                .sorted(Comparator.reverseOrder())
                .skip(newest)
                .filter(step -> !forGood(step))
                .toList();
    }

    private boolean forGood(long step) {
        return every > 0 && step % every == 0;
    }
}
