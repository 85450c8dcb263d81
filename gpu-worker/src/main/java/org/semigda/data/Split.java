package org.semigda.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * @param testSets the same images by the name of the set each belongs to, where sets are scored separately; else empty
 */
public record Split(
        String dataHash,
        long seed,
        List<String> labelled,
        List<String> unlabelled,
        List<String> validation,
        List<String> test,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<String>> testSets) {

    public Split {
        labelled = List.copyOf(labelled);
        unlabelled = List.copyOf(unlabelled);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
        testSets = ordered(testSets);
        Set<String> seen = new HashSet<>();
        Stream.of(labelled, unlabelled, validation, test).flatMap(List::stream).forEach(id -> {
            if (!seen.add(id)) {
                throw new DataException("image '" + id + "' is twice in the split; each image has one place");
            }
        });
        List<String> inSets =
                testSets.values().stream().flatMap(List::stream).sorted().toList();
        if (!testSets.isEmpty() && !inSets.equals(test.stream().sorted().toList())) {
            throw new DataException("the test sets " + testSets.keySet()
                    + " do not hold the same images as the test part; each test image belongs to one set");
        }
    }

    /** A split whose test images are one set. */
    public Split(
            String dataHash,
            long seed,
            List<String> labelled,
            List<String> unlabelled,
            List<String> validation,
            List<String> test) {
        this(dataHash, seed, labelled, unlabelled, validation, test, Map.of());
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
        return SplitDraw.draw(set, Protocol.shares(validationShare, testShare), labelled, seed);
    }

    /** Draws the split of a protocol; parts that the folder itself names stay as they are. */
    public static Split drawn(DataSet set, Protocol protocol, LabelledShare labelled, long seed) {
        return SplitDraw.draw(set, protocol, labelled, seed);
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

    /**
     * Hexadecimal SHA-256 over the data and over which of its images are trained on, with and without their masks. What
     * was trained on one split and is used on another may have seen the other's test images; equal hashes rule that out.
     */
    public String trainingHash() {
        return DataHash.ofTraining(this);
    }

    /** The same split drawn for other data of the same names. */
    Split of(String hash) {
        return new Split(hash, seed, labelled, unlabelled, validation, test, testSets);
    }

    private static Map<String, List<String>> ordered(Map<String, List<String>> sets) {
        Map<String, List<String>> copy = new TreeMap<>();
        sets.forEach((name, ids) -> copy.put(name, List.copyOf(ids)));
        return Collections.unmodifiableMap(copy);
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
}
