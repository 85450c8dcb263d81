package org.semigda.data;

import java.util.SplittableRandom;

/**
 * A smooth irregular outline: an ellipse whose radius waves around its middle, so that it never crosses itself.
 *
 * @param waves amplitude and phase of the waves 2, 3, ... in turn; the amplitudes add up to less than 1
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one drawing
record Blob(double centreX, double centreY, double radiusX, double radiusY, double tilt, double[] waves) {

    /** One with random waves and tilt. */
    static Blob irregular(
            SplittableRandom random,
            double centreX,
            double centreY,
            double radiusX,
            double radiusY,
            double irregularity) {
        double tilt = random.nextDouble() * Math.PI;
        return irregular(random, centreX, centreY, radiusX, radiusY, tilt, irregularity);
    }

    /** One with random waves. */
    static Blob irregular(
            SplittableRandom random,
            double centreX,
            double centreY,
            double radiusX,
            double radiusY,
            double tilt,
            double irregularity) {
        double[] waves = new double[2 * 4];
        for (int k = 0; k < 4; k++) {
            waves[2 * k] = irregularity * random.nextDouble() / (k + 2);
            waves[2 * k + 1] = random.nextDouble() * 2 * Math.PI;
        }
        return new Blob(centreX, centreY, radiusX, radiusY, tilt, waves);
    }

    /** 0 in the middle, 1 on the outline, growing outwards. */
    double at(double x, double y) {
        double cos = Math.cos(tilt);
        double sin = Math.sin(tilt);
        double u = (cos * (x - centreX) + sin * (y - centreY)) / radiusX;
        double v = (-sin * (x - centreX) + cos * (y - centreY)) / radiusY;
        double angle = Math.atan2(v, u);
        double outline = 1;
        for (int k = 0; k < waves.length / 2; k++) {
            outline += waves[2 * k] * Math.cos((k + 2) * angle + waves[2 * k + 1]);
        }
        return Math.sqrt(u * u + v * v) / outline;
    }

    boolean contains(double x, double y) {
        return at(x, y) <= 1;
    }
}
