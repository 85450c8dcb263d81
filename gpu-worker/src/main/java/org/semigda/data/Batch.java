package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Images and masks of one step, in direct buffers of native byte order that return to their loader's pool on close.
 * After that neither the batch nor its buffers may be used.
 */
public final class Batch implements AutoCloseable {

    private final BatchPool pool;
    private final List<String> ids;
    private final int masks;
    private final int height;
    private final int width;
    private final ByteBuffer pixels;
    private final ByteBuffer labels;
    private final AtomicBoolean closed = new AtomicBoolean();

    Batch(BatchPool pool, List<String> ids, int masks, int height, int width) {
        this.pool = pool;
        this.ids = List.copyOf(ids);
        this.masks = masks;
        this.height = height;
        this.width = width;
        this.pixels = pool.take(Math.multiplyExact(ids.size() * 3 * Float.BYTES, height * width));
        this.labels = pool.take(Math.multiplyExact(masks, height * width));
    }

    /** B, the number of images. */
    public int images() {
        return ids.size();
    }

    /** The number of masks; mask i belongs to image i (labelled first), but in stage 0, where they are independent. */
    public int masks() {
        return masks;
    }

    /** H. */
    public int height() {
        return height;
    }

    /** W. */
    public int width() {
        return width;
    }

    /** A view of the pixels, [images, 3, H, W], RGB in [-1, 1]. */
    public FloatBuffer pixels() {
        requireOpen();
        return pixels.duplicate().order(ByteOrder.nativeOrder()).clear().asFloatBuffer();
    }

    /** A view of the class indices, [masks, H, W], unsigned 8 bit. */
    public ByteBuffer labels() {
        requireOpen();
        return labels.duplicate().order(ByteOrder.nativeOrder()).clear();
    }

    /** The images' ids. */
    public List<String> ids() {
        return ids;
    }

    /** Gives the buffers back. Closing twice does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pool.give(pixels);
            pool.give(labels);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the batch of " + ids + " is closed; its buffers serve another one");
        }
    }
}
