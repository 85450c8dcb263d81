package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes batches. {@link #training} is a pure function of the settings' seed, the stage and the step: it may be called
 * from any thread, in any order, and again after a restart. Where several processes share a batch, each makes its own part of
 * it: the same images with the same augmentation that one process alone would put there.
 */
public final class BatchLoader implements AutoCloseable {

    private static final long LABELLED = 1;
    private static final long UNLABELLED = 2;
    private static final long ANY = 3;
    private static final long MASKS = 4;
    private static final long AUGMENTATION = 5;

    /** More bad images than this in a row are no accident. */
    private static final int MOST_SKIPPED = 10;

    private final Path root;
    private final LoaderSettings settings;
    private final ShardPlace place;
    private final List<Item> labelled;
    private final List<Item> unlabelled;
    private final List<Item> training;
    private final Map<Part, List<Item>> parts;
    private final Sampler sampler;
    private final Augmentation augmentation;
    private final PictureCache cache;
    private final BatchPool pool = new BatchPool();
    private final Workers workers;
    private final Optional<Consumer<Problem>> skipping;
    private final Set<String> skipped = ConcurrentHashMap.newKeySet();

    /** Fills one place of a batch. */
    private interface Filler {
        void fill(Batch batch, int slot);
    }

    /**
     * @throws DataException if the split names images that the set lacks, or has none of a kind the batch needs
     */
    public BatchLoader(DataSet set, Split split, LoaderSettings settings) {
        this(set, split, settings, Optional.empty());
    }

    /**
     * @param skipping hears, once each and on any thread, of images that can no longer be read while training; each is
     *     replaced by the next one of its kind. Without it such an image ends the training.
     * @throws DataException as above
     */
    public BatchLoader(DataSet set, Split split, LoaderSettings settings, Optional<Consumer<Problem>> skipping) {
        this(set, split, settings, skipping, ShardPlace.ALONE);
    }

    /**
     * @param place which part of every training batch to make; the settings and the steps are those of the whole
     * @throws DataException as above
     * @throws org.semigda.conf.UserError if a batch cannot be divided equally
     */
    public BatchLoader(
            DataSet set, Split split, LoaderSettings settings, Optional<Consumer<Problem>> skipping, ShardPlace place) {
        place.require("batch.labelled", settings.labelled());
        place.require("batch.unlabelled", settings.unlabelled());
        place.require("half of stage0.batch", settings.unpaired());
        this.place = place;
        this.root = set.root();
        this.skipping = skipping;
        split.requireAtLeast(1, settings.unlabelled() > 0 ? 1 : 0);
        Map<String, Item> byId = set.items().stream().collect(Collectors.toMap(Item::id, Function.identity()));
        this.settings = settings;
        this.labelled = items(split.labelled(), byId, set, true);
        this.unlabelled = items(split.unlabelled(), byId, set, false);
        this.training = Stream.concat(labelled.stream(), unlabelled.stream()).toList();
        this.parts = Arrays.stream(Part.values())
                .collect(Collectors.toMap(Function.identity(), part -> items(split.ids(part), byId, set, true)));
        this.sampler = new Sampler(settings.seed());
        this.augmentation = settings.augment() ? Augmentation.standard() : Augmentation.none();
        this.cache = new PictureCache(settings);
        this.workers = new Workers("batch-loader", settings.threads());
    }

    /**
     * The batch of a step (from 0). Stages 1 and 2: labelled images first, then unlabelled, masks of the labelled ones. Stage
     * 0: images of the whole training part, and as many masks that do not belong to them: generated blobs (the first
     * half) and augmented labelled masks.
     */
    public Batch training(int stage, long step) {
        if (stage < 0 || step < 0) {
            throw new IllegalArgumentException("stage " + stage + " and step " + step + " must not be negative");
        }
        return stage == 0 ? unpaired(step) : paired(stage, step);
    }

    /** Steps of one pass over the unlabelled images (over the labelled ones where a batch has no others), at least 1. */
    public int stepsPerEpoch() {
        return settings.unlabelled() > 0
                ? Sampler.stepsPerEpoch(unlabelled.size(), settings.unlabelled())
                : Sampler.stepsPerEpoch(labelled.size(), settings.labelled());
    }

    /** The number of evaluation batches of a part; the last may be smaller. */
    public int evaluationBatches(Part part, int batchSize) {
        return (part(part).size() + batchSize - 1) / batchSize;
    }

    /** An evaluation batch: in the split's order, resized only, a mask for every image. */
    public Batch evaluation(Part part, int index, int batchSize) {
        List<Item> all = part(part);
        int batches = evaluationBatches(part, batchSize);
        if (index < 0 || index >= batches) {
            throw new IllegalArgumentException(
                    "no evaluation batch " + index + ": the part " + part + " has " + batches);
        }
        List<Item> items = all.subList(index * batchSize, Math.min(all.size(), (index + 1) * batchSize));
        return fill(batch(items, items.size()), (batch, slot) -> {
            Decoded decoded = cache.annotated(items.get(slot));
            put(batch, slot, decoded.picture(), Affine.IDENTITY, Colours.unchanged());
            put(batch, slot, decoded.labels().orElseThrow(), Affine.IDENTITY);
        });
    }

    /** Frees the pool and ends the threads. */
    @Override
    public void close() {
        workers.close();
        pool.close();
    }

    private Batch paired(int stage, long step) {
        int[] allKnown = settings.unlabelled() > 0
                ? sampler.cycled(stage, LABELLED, labelled.size(), step, settings.labelled())
                : sampler.byEpoch(stage, LABELLED, labelled.size(), step, settings.labelled());
        int[] allHidden = settings.unlabelled() > 0
                ? sampler.byEpoch(stage, UNLABELLED, unlabelled.size(), step, settings.unlabelled())
                : new int[0];
        int[] known = own(allKnown);
        int[] hidden = own(allHidden);
        List<Item> items = new ArrayList<>();
        Arrays.stream(known).mapToObj(labelled::get).forEach(items::add);
        Arrays.stream(hidden).mapToObj(unlabelled::get).forEach(items::add);
        return fill(batch(items, known.length), (batch, slot) -> {
            boolean withMask = slot < known.length;
            int whole = withMask
                    ? place.start(allKnown.length) + slot
                    : allKnown.length + place.start(allHidden.length) + slot - known.length;
            Decoded decoded = withMask
                    ? readable(labelled, known[slot], cache::annotated)
                    : readable(unlabelled, hidden[slot - known.length], cache::picture);
            SplittableRandom random = Rng.of(settings.seed(), stage, AUGMENTATION, step, whole);
            Affine way = augmentation.drawPlace(random, settings.width(), settings.height());
            put(batch, slot, decoded.picture(), way, augmentation.drawColours(random, decoded.picture()));
            decoded.labels().ifPresent(labels -> put(batch, slot, labels, way));
        });
    }

    private Batch unpaired(long step) {
        int count = settings.unpaired();
        int start = place.start(count);
        int[] images = own(sampler.byEpoch(0, ANY, training.size(), step, count));
        List<Item> items = Arrays.stream(images).mapToObj(training::get).toList();
        int generated = (count + 1) / 2;
        int[] masks = sampler.cycled(0, MASKS, labelled.size(), step, count - generated);
        return fill(batch(items, items.size()), (batch, slot) -> {
            int whole = start + slot;
            SplittableRandom random = Rng.of(settings.seed(), 0, AUGMENTATION, step, whole);
            Picture picture = readable(training, images[slot], cache::picture).picture();
            Affine way = augmentation.drawPlace(random, settings.width(), settings.height());
            put(batch, slot, picture, way, augmentation.drawColours(random, picture));
            if (whole < generated) {
                LabelMap blobs = BlobMasks.draw(random, settings.width(), settings.height(), settings.classes());
                put(batch, slot, blobs, Affine.IDENTITY);
            } else {
                LabelMap labels = readable(labelled, masks[whole - generated], cache::annotated)
                        .labels()
                        .orElseThrow();
                put(batch, slot, labels, augmentation.drawPlace(random, settings.width(), settings.height()));
            }
        });
    }

    /** This place's part of a stream of the whole batch. */
    private int[] own(int[] whole) {
        int start = place.start(whole.length);
        return Arrays.copyOfRange(whole, start, start + place.share(whole.length));
    }

    /** What is at a place in a list, or at the next one that can be read if bad images are to be skipped. */
    private Decoded readable(List<Item> items, int index, Function<Item, Decoded> read) {
        int tries = Math.min(items.size(), MOST_SKIPPED);
        for (int i = 0; ; i++) {
            Item item = items.get((index + i) % items.size());
            try {
                return read.apply(item);
            } catch (DataException e) {
                if (skipping.isEmpty()) {
                    throw e;
                }
                if (skipped.add(item.id())) {
                    skipping.get().accept(DataCheck.unreadable(root, item, e));
                }
                if (i + 1 == tries) {
                    throw new DataException(
                            tries + " images in a row cannot be read; is " + root + " still there? The last: "
                                    + e.getMessage(),
                            e);
                }
            }
        }
    }

    private Batch batch(List<Item> items, int masks) {
        return new Batch(pool, items.stream().map(Item::id).toList(), masks, settings.height(), settings.width());
    }

    private Batch fill(Batch batch, Filler filler) {
        List<Integer> slots = IntStream.range(0, batch.images()).boxed().toList();
        // After a failure the buffers do not go back to the pool: another thread may still be writing to them.
        workers.forEach(slots, slot -> filler.fill(batch, slot));
        return batch;
    }

    private static void put(Batch batch, int slot, Picture picture, Affine way, Colours colours) {
        FloatBuffer pixels = batch.pixels();
        Warp.picture(picture, way, colours, pixels, slot * 3 * batch.height() * batch.width());
    }

    private static void put(Batch batch, int slot, LabelMap labels, Affine way) {
        ByteBuffer target = batch.labels();
        Warp.labels(labels, way, target, slot * batch.height() * batch.width());
    }

    private List<Item> part(Part part) {
        return parts.getOrDefault(part, List.of());
    }

    private static List<Item> items(List<String> ids, Map<String, Item> byId, DataSet set, boolean annotated) {
        return ids.stream()
                .map(id -> {
                    Item item = byId.get(id);
                    if (item == null || annotated && !item.hasMask()) {
                        throw new DataException(
                                "the split needs " + (annotated ? "the mask of " : "") + "image '" + id + "', which "
                                        + set.root() + " lacks; use the folder the split was made for, or a new split");
                    }
                    return item;
                })
                .toList();
    }
}
