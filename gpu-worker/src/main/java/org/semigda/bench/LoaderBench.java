package org.semigda.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataException;
import org.semigda.data.DataSet;
import org.semigda.data.Item;
import org.semigda.data.LabelledShare;
import org.semigda.data.LoaderSettings;
import org.semigda.data.PictureReader;
import org.semigda.data.Split;

/**
 * How many images a second one core makes ready for training: read, decoded, resized, augmented and written into a batch
 * of two labelled and two unlabelled images. Runs on the calling thread alone, and counts the thread's own processor time,
 * so that other work on the machine does not count.
 */
public final class LoaderBench {

    private static final int LABELLED = 2;
    private static final int UNLABELLED = 2;
    private static final int CLASSES = 2;

    /** How much longer the untimed run is. */
    private static final int WARM = 4;

    private final DataSet set;
    private final Split split;
    private final int size;
    private final int runs;
    private final long millisPerRun;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /**
     * Images a second, medians of several runs.
     *
     * @param images in the set
     * @param size height and width of a prepared image, in pixels
     * @param decodeOnly reading and decoding an image alone, without its mask, by processor time
     * @param uncached all of it from the file, by processor time
     * @param uncachedWall the same by the clock
     * @param cached with decoded images in memory: augmenting and writing, by processor time
     * @param cachedWall the same by the clock
     * @param bytesPerImage memory allocated on the heap for an uncached image
     * @param bytesPerCachedImage the same for a cached one
     */
    public record Result(
            int images,
            int size,
            double decodeOnly,
            double uncached,
            double uncachedWall,
            double cached,
            double cachedWall,
            long bytesPerImage,
            long bytesPerCachedImage) {}

    private record Rate(double perCpuSecond, double perSecond, long bytesPerImage) {}

    /**
     * @param size height and width to prepare images at
     * @param runs timed runs of each kind, after one that is not
     * @param millisPerRun processor time of each
     */
    public LoaderBench(DataSet set, int size, int runs, long millisPerRun) {
        if (set.items().stream().filter(Item::hasMask).count() < LABELLED + UNLABELLED + 2) {
            throw new DataException("too few images with masks in " + set.root() + " to measure with");
        }
        this.set = set;
        this.split = Split.seeded(set, LabelledShare.parse("50%"), 0.01, 0.01, 1);
        this.size = size;
        this.runs = runs;
        this.millisPerRun = millisPerRun;
    }

    /** Measures on this thread; takes about {@code 3 * (runs + 4) * millisPerRun} on a core of its own. */
    public Result run() {
        Rate decode = rate(1, step -> {
            Item item = set.items().get((int) (step % set.items().size()));
            PictureReader.read(item.image());
        });
        Rate uncached = loading(0, 0);
        Rate cached = loading(Long.MAX_VALUE / 2, Math.max(1, set.items().size()));
        return new Result(
                set.items().size(),
                size,
                decode.perCpuSecond(),
                uncached.perCpuSecond(),
                uncached.perSecond(),
                cached.perCpuSecond(),
                cached.perSecond(),
                uncached.bytesPerImage(),
                cached.bytesPerImage());
    }

    private Rate loading(long cacheBytes, int warmSteps) {
        LoaderSettings settings =
                new LoaderSettings(size, size, LABELLED, UNLABELLED, 2, CLASSES, 1, true, cacheBytes, 1);
        try (BatchLoader loader = new BatchLoader(set, split, settings)) {
            for (int step = 0; step < warmSteps; step++) {
                loader.training(2, step).close();
            }
            return rate(LABELLED + UNLABELLED, step -> {
                try (Batch batch = loader.training(2, step)) {
                    if (batch.images() != LABELLED + UNLABELLED) {
                        throw new IllegalStateException("a batch of " + batch.images());
                    }
                }
            });
        }
    }

    private Rate rate(int imagesPerStep, LongConsumer work) {
        double[] perCpu = new double[runs];
        double[] perWall = new double[runs];
        long[] bytes = new long[runs];
        long step = 0;
        for (int run = -1; run < runs; run++) {
            long cpu = threads.getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            long allocated = allocated();
            long images = 0;
            // The first run is for the compiler, and longer. Counted in processor time, for a busy machine's sake.
            long length = millisPerRun * 1_000_000 * (run < 0 ? WARM : 1);
            while (threads.getCurrentThreadCpuTime() - cpu < length) {
                work.accept(step++);
                images += imagesPerStep;
            }
            if (run >= 0) {
                perCpu[run] = images * 1e9 / (threads.getCurrentThreadCpuTime() - cpu);
                perWall[run] = images * 1e9 / (System.nanoTime() - wall);
                bytes[run] = (allocated() - allocated) / images;
            }
        }
        return new Rate(median(perCpu), median(perWall), bytes[runs / 2]);
    }

    private long allocated() {
        return threads instanceof com.sun.management.ThreadMXBean hotspot
                ? hotspot.getCurrentThreadAllocatedBytes()
                : 0;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
