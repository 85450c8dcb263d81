package org.semigda.data;

import java.util.SplittableRandom;

/**
 * The grain of ultrasound: the magnitude of a blurred complex Gaussian field, which is Rayleigh distributed. Mean 1.
 */
final class Speckle {

    /** Of a Rayleigh variable whose two parts have variance 1. */
    private static final double RAYLEIGH_MEAN = Math.sqrt(Math.PI / 2);

    private Speckle() {}

    /** Values row by row; the grain is about {@code across} pixels wide and {@code down} pixels high. */
    static double[] draw(SplittableRandom random, int width, int height, double across, double down) {
        double[] real = field(random, width, height, across, down);
        double[] imaginary = field(random, width, height, across, down);
        double[] magnitude = new double[width * height];
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = Math.hypot(real[i], imaginary[i]) / RAYLEIGH_MEAN;
        }
        return magnitude;
    }

    private static double[] field(SplittableRandom random, int width, int height, double across, double down) {
        double[] field = new double[width * height];
        for (int i = 0; i < field.length; i++) {
            // Box and Muller's transform; 1 - u is never 0.
            field[i] = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        }
        double[] blurred = blur(field, width, height, 1, across);
        return blur(blurred, height, width, width, down);
    }

    /** Blurs along one axis with a Gaussian whose squared weights add up to 1, so that the variance stays 1. */
    private static double[] blur(double[] field, int length, int lines, int stride, double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        double[] kernel = new double[2 * reach + 1];
        double power = 0;
        for (int k = -reach; k <= reach; k++) {
            kernel[k + reach] = sigma == 0 ? 1 : Math.exp(-k * k / (2 * sigma * sigma));
            power += kernel[k + reach] * kernel[k + reach];
        }
        int lineStride = stride == 1 ? length : 1;
        double[] result = new double[field.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int k = -reach; k <= reach; k++) {
                    sum += kernel[k + reach] * field[line * lineStride + Math.floorMod(i + k, length) * stride];
                }
                result[line * lineStride + i * stride] = sum / Math.sqrt(power);
            }
        }
        return result;
    }
}
