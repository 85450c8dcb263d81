package org.semigda.infer;

import java.util.Arrays;

/**
 * Where tiles lie along one side of an image, and how much each counts at a pixel. Neighbours overlap by half a tile or
 * more. A tile's weight is a sine squared over its length: next to nothing at its ends, so that what a network says there,
 * without having seen what follows, hardly counts. Divided by their sum, the weights at a pixel add up to 1 and change from one
 * pixel to the next by no more than about pi / tile: no tile's edge shows as a jump.
 *
 * @param size of the image's side in pixels
 * @param tile length of a tile, at most {@code size}
 * @param starts first pixel of each tile, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record TileGrid(int size, int tile, int[] starts) {

    /** Tiles of a length, or one of the image's own where that is shorter. */
    static TileGrid of(int size, int wanted) {
        int tile = Math.min(size, wanted);
        int step = Math.max(1, tile / 2);
        int gaps = (size - tile + step - 1) / step;
        int[] starts = new int[gaps + 1];
        for (int i = 1; i <= gaps; i++) {
            starts[i] = (int) Math.round((double) i * (size - tile) / gaps);
        }
        return new TileGrid(size, tile, starts);
    }

    int count() {
        return starts.length;
    }

    /** The share of each tile at each of its pixels, [tiles][tile]; at a pixel of the image all shares add up to 1. */
    float[][] shares() {
        double[] window = new double[tile];
        Arrays.setAll(window, i -> {
            double sine = Math.sin(Math.PI * (i + 0.5) / tile);
            return sine * sine;
        });
        double[] sums = new double[size];
        for (int start : starts) {
            for (int i = 0; i < tile; i++) {
                sums[start + i] += window[i];
            }
        }
        float[][] shares = new float[starts.length][tile];
        for (int t = 0; t < starts.length; t++) {
            for (int i = 0; i < tile; i++) {
                shares[t][i] = (float) (window[i] / sums[starts[t] + i]);
            }
        }
        return shares;
    }
}
