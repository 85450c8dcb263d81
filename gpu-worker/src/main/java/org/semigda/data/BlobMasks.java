package org.semigda.data;

import java.util.SplittableRandom;

/** Masks that belong to no image, for the autoencoder to learn masks of every size and place: 0 to 3 blobs each. */
final class BlobMasks {

    private static final double SMALLEST = 0.04;
    private static final double LARGEST = 0.45;

    private BlobMasks() {}

    static LabelMap draw(SplittableRandom random, int width, int height, int classes) {
        byte[] labels = new byte[width * height];
        int blobs = random.nextInt(4);
        for (int i = 0; i < blobs; i++) {
            byte label = (byte) (1 + random.nextInt(classes - 1));
            Blob blob = blob(random, width, height);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    if (blob.contains(x, y)) {
                        labels[y * width + x] = label;
                    }
                }
            }
        }
        return new LabelMap(width, height, labels);
    }

    /** Small radii are as frequent as large ones in proportion: each doubling of the size is equally likely. */
    private static Blob blob(SplittableRandom random, int width, int height) {
        double radius = SMALLEST * Math.pow(LARGEST / SMALLEST, random.nextDouble()) * Math.min(width, height);
        double stretch = 0.7 + 0.6 * random.nextDouble();
        return Blob.irregular(
                random,
                random.nextDouble() * width,
                random.nextDouble() * height,
                radius * stretch,
                radius / stretch,
                0.7);
    }
}
