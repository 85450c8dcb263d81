package org.semigda.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which image serves what. The four lists of ids are disjoint; no test or validation image is ever trained on.
 *
 * @param dataHash {@link DataSet#hash()} of the set that was split
 * @param seed what the order was drawn from
 * @param labelled training images used with their masks
 * @param unlabelled training images whose masks, if there are any, are not used
 * @param validation annotated images that choose the best checkpoint
 * @param test annotated images looked at once, at the end
 */
public record Split(
        String dataHash,
        long seed,
        List<String> labelled,
        List<String> unlabelled,
        List<String> validation,
        List<String> test) {

    public Split {
        labelled = List.copyOf(labelled);
        unlabelled = List.copyOf(unlabelled);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
        Set<String> seen = new HashSet<>();
        Stream.of(labelled, unlabelled, validation, test).flatMap(List::stream).forEach(id -> {
            if (!seen.add(id)) {
                throw new DataException("image '" + id + "' is twice in the split; each image has one place");
            }
        });
    }

    /**
     * Draws a split. Test and validation images come from the annotated ones; the labelled share is of the annotated
     * training images; images without masks are always unlabelled training images.
     *
     * @param validationShare of the annotated images, in [0, 1)
     * @param testShare of the annotated images, in [0, 1)
     */
    public static Split seeded(
            DataSet set, LabelledShare labelled, double validationShare, double testShare, long seed) {
        List<String> annotated = ids(set, Item::hasMask);
        int validation = part("validation", annotated.size(), validationShare);
        int test = part("test", annotated.size(), testShare);
        int training = annotated.size() - validation - test;
        if (training < 1) {
            throw new DataException("nothing is left to train on: of " + annotated.size() + " images with masks in "
                    + set.root() + ", " + validation + " are for validation and " + test
                    + " for test; lower the shares or add images");
        }
        List<String> order = Arrays.stream(Rng.permutation(annotated.size(), Rng.of(seed)))
                .mapToObj(annotated::get)
                .toList();
        int known = labelled.of(training);
        // Test and validation come first, so that the labelled share changes nothing but the training part.
        int trainingAt = test + validation;
        Stream<String> hidden = order.subList(trainingAt + known, order.size()).stream();
        return new Split(
                set.hash(),
                seed,
                sorted(order.subList(trainingAt, trainingAt + known).stream()),
                sorted(Stream.concat(hidden, ids(set, item -> !item.hasMask()).stream())),
                sorted(order.subList(test, trainingAt).stream()),
                sorted(order.subList(0, test).stream()));
    }

    /** Reads what {@link #write} wrote. */
    public static Split read(Path file) {
        return SplitFile.read(file);
    }

    /** Writes the split as JSON, whole or not at all. */
    public void write(Path file) {
        SplitFile.write(this, file);
    }

    /** The ids an evaluation of a part goes over. */
    public List<String> ids(Part part) {
        return switch (part) {
            case TRAINING -> labelled;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }

    /** Returns this split, or throws if a batch needs more labelled or unlabelled images than there are. */
    public Split requireAtLeast(int labelledBatch, int unlabelledBatch) {
        require("labelled", labelled.size(), labelledBatch);
        require("unlabelled", unlabelled.size(), unlabelledBatch);
        return this;
    }

    private static void require(String kind, int there, int needed) {
        if (there < needed) {
            throw new DataException("a batch needs " + needed + " " + kind + " images, but the split has only " + there
                    + "; change the labelled share, lower the batch's " + kind + " part, or add images");
        }
    }

    private static int part(String name, int images, double share) {
        if (!(share >= 0 && share < 1)) {
            throw new DataException(
                    name + " share " + share + " is not in [0, 1); write 0.1 for a tenth of the images");
        }
        return share == 0 ? 0 : (int) Math.max(1, Math.round(share * images));
    }

    private static List<String> ids(DataSet set, Predicate<Item> kind) {
        return set.items().stream().filter(kind).map(Item::id).toList();
    }

    private static List<String> sorted(Stream<String> ids) {
        return ids.sorted(ImageFiles.BY_NUMBER).toList();
    }
}
