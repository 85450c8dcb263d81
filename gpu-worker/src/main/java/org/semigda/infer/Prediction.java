package org.semigda.infer;

import java.util.List;

/**
 * What a model says about the images of a batch, in their order.
 *
 * @param height of every map
 * @param width of every map
 * @param classes K, background included
 */
public record Prediction(int height, int width, int classes, List<BranchMaps> images) {

    public Prediction {
        images = List.copyOf(images);
        for (BranchMaps maps : images) {
            if (maps.mean().length != height * width) {
                throw new IllegalArgumentException(
                        "a map of " + maps.mean().length + " pixels is not " + width + " x " + height);
            }
        }
    }
}
