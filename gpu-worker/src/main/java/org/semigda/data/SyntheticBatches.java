package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Batches of random pixels and labels, for measurements that need no images on disk. The buffers are used again. */
public final class SyntheticBatches implements AutoCloseable {

    private final BatchPool pool = new BatchPool();
    private final SplittableRandom random;
    private final int labelled;
    private final int images;
    private final int size;
    private final int classes;

    /**
     * @param labelled images with a mask in every batch, which come first
     * @param unlabelled images without
     * @param size height and width in pixels
     * @param classes K; labels are 0 to K-1
     */
    public SyntheticBatches(int labelled, int unlabelled, int size, int classes, long seed) {
        this.labelled = labelled;
        this.images = labelled + unlabelled;
        this.size = size;
        this.classes = classes;
        this.random = new SplittableRandom(seed);
    }

    /** The next batch: pixels uniform in [-1, 1), labels uniform. */
    public Batch next() {
        List<String> ids =
                IntStream.range(0, images).mapToObj(i -> "synthetic-" + i).toList();
        Batch batch = new Batch(pool, ids, labelled, size, size);
        FloatBuffer pixels = batch.pixels();
        while (pixels.hasRemaining()) {
            pixels.put((float) (2 * random.nextDouble() - 1));
        }
        ByteBuffer labels = batch.labels();
        while (labels.hasRemaining()) {
            labels.put((byte) random.nextInt(classes));
        }
        return batch;
    }

    @Override
    public void close() {
        pool.close();
    }
}
