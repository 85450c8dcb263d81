package org.semigda.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * A change of colours: new = matrix * old + offset, with RGB from 0 to 255.
 *
 * @param matrix 3 x 3, row by row
 * @param offset the same for the three channels
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one image
record Colours(double[] matrix, double offset) {

    /** The share of the channels in the brightness that is seen (ITU-R BT.601). */
    private static final double[] LUMA = {0.299, 0.587, 0.114};

    static Colours unchanged() {
        return new Colours(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 0);
    }

    boolean isUnchanged() {
        return offset == 0 && Arrays.equals(matrix, unchanged().matrix);
    }

    /** The new value of a channel. */
    double value(int channel, double red, double green, double blue) {
        int row = 3 * channel;
        double value = matrix[row] * red + matrix[row + 1] * green + matrix[row + 2] * blue + offset;
        return Math.max(0, Math.min(255, value));
    }

    /** Brightness, contrast about the mean, saturation and hue (in turns), each changed by up to {@code reach}. */
    record Jitter(double reach, double probability) {

        /** @param meanGrey asked for only if there is a change */
        Colours draw(SplittableRandom random, DoubleSupplier meanGrey) {
            boolean happens = random.nextDouble() < probability;
            double brightness = 1 + symmetric(random);
            double contrast = 1 + symmetric(random);
            double saturation = 1 + symmetric(random);
            double hue = symmetric(random);
            return happens ? of(brightness, contrast, saturation, hue, meanGrey.getAsDouble()) : unchanged();
        }

        private double symmetric(SplittableRandom random) {
            return (2 * random.nextDouble() - 1) * reach;
        }
    }

    static Colours of(double brightness, double contrast, double saturation, double hue, double meanGrey) {
        double gain = brightness * contrast;
        double[] colour = hueTurn(hue);
        double[] matrix = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                double grey = LUMA[column];
                matrix[3 * row + column] = gain * (grey + saturation * (colour[3 * row + column] - grey));
            }
        }
        return new Colours(matrix, (1 - contrast) * meanGrey * brightness);
    }

    /** A rotation of the two colour axes of YIQ: grey and brightness stay. */
    private static double[] hueTurn(double turns) {
        double cos = Math.cos(2 * Math.PI * turns);
        double sin = Math.sin(2 * Math.PI * turns);
        double[] i = {0.596, -0.274, -0.322};
        double[] q = {0.211, -0.523, 0.312};
        double[] fromI = {0.956, -0.272, -1.106};
        double[] fromQ = {0.621, -0.647, 1.703};
        double[] matrix = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                // The change alone is added to the identity, so that no turn is exactly no change.
                double turnedI = (cos - 1) * i[column] - sin * q[column];
                double turnedQ = sin * i[column] + (cos - 1) * q[column];
                matrix[3 * row + column] = (row == column ? 1 : 0) + fromI[row] * turnedI + fromQ[row] * turnedQ;
            }
        }
        return matrix;
    }
}
