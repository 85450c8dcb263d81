package org.semigda.data;

import java.util.List;
import java.util.SplittableRandom;

/**
 * How training images are varied.
 *
 * @param geometry in the order in which they are applied
 */
record Augmentation(List<Geometry> geometry, Colours.Jitter jitter) {

    Augmentation {
        geometry = List.copyOf(geometry);
    }

    /** The paper's. */
    static Augmentation standard() {
        return new Augmentation(
                List.of(
                        new Geometry.HorizontalFlip(0.5),
                        new Geometry.VerticalFlip(0.5),
                        new Geometry.QuarterTurn(0.5),
                        new Geometry.ShiftScaleRotate(0.15, 0.1, 20, 0.4)),
                new Colours.Jitter(0.1, 0.2));
    }

    static Augmentation none() {
        return new Augmentation(List.of(), new Colours.Jitter(0, 0));
    }

    /** One change of place for an image and its mask. */
    Affine drawPlace(SplittableRandom random, int width, int height) {
        Affine place = Affine.IDENTITY;
        for (Geometry step : geometry) {
            place = step.draw(random, width, height).then(place);
        }
        return place;
    }

    /** One change of colours for a picture. */
    Colours drawColours(SplittableRandom random, Picture picture) {
        return jitter.draw(random, () -> meanGrey(picture));
    }

    private static double meanGrey(Picture picture) {
        long sum = 0;
        for (byte value : picture.rgb()) {
            sum += value & 0xff;
        }
        return (double) sum / picture.rgb().length;
    }
}
