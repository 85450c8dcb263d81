package org.semigda.infer;

/**
 * What a model says about one image: label values in [0, K-1], row by row, which for K = 2 are the foreground's
 * probability. The arrays are shared, not copied: treat them as read-only.
 *
 * @param image of the image branch
 * @param mask of the mask branch
 * @param mean of both, the prediction (paper, 4.2)
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy per access would cost megabytes
public record BranchMaps(float[] image, float[] mask, float[] mean) {

    public BranchMaps {
        if (image.length != mask.length || image.length != mean.length) {
            throw new IllegalArgumentException(
                    "maps of different size: " + image.length + ", " + mask.length + ", " + mean.length + " pixels");
        }
    }

    /** Averages the maps of both branches. */
    static BranchMaps of(float[] image, float[] mask) {
        float[] mean = new float[image.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = 0.5f * (image[i] + mask[i]);
        }
        return new BranchMaps(image, mask, mean);
    }
}
