package org.semigda.data;

import java.util.SplittableRandom;

/** A random change of place, the same for an image and its mask. */
interface Geometry {

    /** Draws one for an image of a size. Always takes the same number of random values, whatever comes out. */
    Affine draw(SplittableRandom random, int width, int height);

    /** Left and right change places. */
    record HorizontalFlip(double probability) implements Geometry {
        @Override
        public Affine draw(SplittableRandom random, int width, int height) {
            return random.nextDouble() < probability ? new Affine(-1, 0, 0, 0, 1, 0) : Affine.IDENTITY;
        }
    }

    /** Top and bottom change places. */
    record VerticalFlip(double probability) implements Geometry {
        @Override
        public Affine draw(SplittableRandom random, int width, int height) {
            return random.nextDouble() < probability ? new Affine(1, 0, 0, 0, -1, 0) : Affine.IDENTITY;
        }
    }

    /** One quarter turn counter-clockwise; what is not square is stretched into its own frame. */
    record QuarterTurn(double probability) implements Geometry {
        @Override
        public Affine draw(SplittableRandom random, int width, int height) {
            double wide = (double) width / height;
            return random.nextDouble() < probability ? new Affine(0, -wide, 0, 1 / wide, 0, 0) : Affine.IDENTITY;
        }
    }

    /**
     * Shifts by up to {@code shift} of the size in each direction, scales by 1 plus or minus up to {@code scale}, and
     * rotates about the middle by up to {@code degrees} to either side.
     */
    record ShiftScaleRotate(double shift, double scale, double degrees, double probability) implements Geometry {
        @Override
        public Affine draw(SplittableRandom random, int width, int height) {
            boolean happens = random.nextDouble() < probability;
            double right = symmetric(random, shift) * width;
            double down = symmetric(random, shift) * height;
            double zoom = 1 + symmetric(random, scale);
            double angle = Math.toRadians(symmetric(random, degrees));
            if (!happens) {
                return Affine.IDENTITY;
            }
            double cos = Math.cos(angle) / zoom;
            double sin = Math.sin(angle) / zoom;
            return new Affine(1, 0, -right, 0, 1, -down).then(new Affine(cos, -sin, 0, sin, cos, 0));
        }

        private static double symmetric(SplittableRandom random, double reach) {
            return (2 * random.nextDouble() - 1) * reach;
        }
    }
}
