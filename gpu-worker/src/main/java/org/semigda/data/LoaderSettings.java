package org.semigda.data;

/**
 * What a loader makes.
 *
 * @param height of every image in a batch, in pixels
 * @param width of every image in a batch, in pixels
 * @param labelled labelled images of a training batch, at least 1
 * @param unlabelled unlabelled images of a training batch; 0 trains on labelled images only
 * @param unpaired images, and as many masks that do not belong to them, of a stage 0 batch; at least 1
 * @param classes K, including background
 * @param seed what order and augmentation are drawn from
 * @param augment whether training images are augmented
 * @param cacheBytes how much memory decoded images may take
 * @param threads that prepare the images of one batch
 */
public record LoaderSettings(
        int height,
        int width,
        int labelled,
        int unlabelled,
        int unpaired,
        int classes,
        long seed,
        boolean augment,
        long cacheBytes,
        int threads) {

    public LoaderSettings {
        if (height < 1
                || width < 1
                || labelled < 1
                || unlabelled < 0
                || unpaired < 1
                || classes < 2
                || classes > 255
                || cacheBytes < 0
                || threads < 1) {
            throw new IllegalArgumentException("loader settings out of range: height " + height + ", width " + width
                    + ", labelled " + labelled + ", unlabelled " + unlabelled + ", unpaired " + unpaired + ", classes "
                    + classes + ", cacheBytes "
                    + cacheBytes + ", threads " + threads);
        }
    }
}
