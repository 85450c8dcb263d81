package org.semigda.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The percentile bootstrap of a mean (Efron 1979): images are drawn anew, with replacement, as often as {@code resamples}
 * says; the interval holds the middle share of the means. It says how far the mean could move with other images of the same
 * kind, not how much it would move with another training run. The same seed and values give the same interval.
 *
 * @param resamples at least 2
 * @param level share of the means inside, in (0, 1)
 * @param seed what is drawn
 */
public record Bootstrap(int resamples, double level, long seed) {

    /** 95%, from 10,000 resamples. */
    public static final Bootstrap STANDARD = new Bootstrap(10_000, 0.95, 1);

    public Bootstrap {
        if (resamples < 2 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "a bootstrap needs at least 2 resamples and a level in (0, 1), not " + resamples + " and " + level);
        }
    }

    /** From the lower to the upper end. */
    public record Interval(double low, double high) {}

    /** The interval of the mean of at least one value. */
    public Interval ofMean(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to draw from");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            double sum = 0;
            for (int k = 0; k < values.length; k++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        double outside = (1 - level) / 2;
        return new Interval(Percentile.of(means, outside), Percentile.of(means, 1 - outside));
    }
}
