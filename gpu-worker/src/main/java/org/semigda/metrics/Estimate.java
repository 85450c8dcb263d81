package org.semigda.metrics;

/**
 * A score over several images.
 *
 * @param count of images; at least 1
 * @param mean over images
 * @param std over images, dividing by their number
 * @param low lower end of the mean's 95% interval
 * @param high upper end of it
 */
public record Estimate(int count, double mean, double std, double low, double high) {

    /** The mean, deviation and interval of at least one value. */
    public static Estimate of(double[] values, Bootstrap bootstrap) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to average");
        }
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        Bootstrap.Interval interval = bootstrap.ofMean(values);
        return new Estimate(values.length, mean, Math.sqrt(squares / values.length), interval.low(), interval.high());
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
