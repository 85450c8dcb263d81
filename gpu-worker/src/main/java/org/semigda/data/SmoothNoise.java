package org.semigda.data;

import java.util.SplittableRandom;

/** A random surface without edges: values on a coarse grid, joined smoothly. About standard normal, clipped by nothing. */
final class SmoothNoise {

    private final int columns;
    private final int rows;
    private final double[] grid;

    /** {@code columns x rows} cells over the unit square. */
    SmoothNoise(SplittableRandom random, int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        this.grid = random.doubles((columns + 2L) * (rows + 2L), -1.7, 1.7).toArray();
    }

    /** The value at a point of the unit square. */
    double at(double x, double y) {
        double column = Math.max(0, Math.min(1, x)) * columns;
        double row = Math.max(0, Math.min(1, y)) * rows;
        int left = (int) column;
        int top = (int) row;
        double toRight = smooth(column - left);
        double toBottom = smooth(row - top);
        double above = (1 - toRight) * value(left, top) + toRight * value(left + 1, top);
        double below = (1 - toRight) * value(left, top + 1) + toRight * value(left + 1, top + 1);
        return (1 - toBottom) * above + toBottom * below;
    }

    /** From 0 to 1 with a flat start and end. */
    static double smooth(double t) {
        double clipped = Math.max(0, Math.min(1, t));
        return clipped * clipped * (3 - 2 * clipped);
    }

    private double value(int column, int row) {
        return grid[row * (columns + 2) + column];
    }
}
