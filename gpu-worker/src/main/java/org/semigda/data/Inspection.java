package org.semigda.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a folder and what is wrong with it.
 *
 * @param layout the layout that was recognised
 * @param protocol the paper's task that the layout belongs to, or {@code none}
 * @param pairs images with masks
 * @param unlabelled images without
 * @param leftOut images left out on purpose, counted by why
 * @param parts images by the part that the folder keeps them for, such as {@code test:CVC-300}; empty where it keeps none
 * @param groups the number of groups that stay together, 0 where none are known
 * @param sizes images by size, such as {@code 384x288}, the most frequent first
 * @param modes images by how their pixels are stored, such as {@code rgb8}
 * @param maskValues masks by each value they hold; several masks of one image count each
 * @param foreground shares of foreground pixels in masks of two classes, least, mean and greatest, in [0, 1]
 * @param emptyMasks images whose masks have no foreground
 * @param problems files that do not fit, cannot be read or are there twice
 * @param hash {@link DataSet#hash()} of the images that can be read
 */
public record Inspection(
        String layout,
        String protocol,
        int pairs,
        int unlabelled,
        Map<String, Integer> leftOut,
        Map<String, Integer> parts,
        int groups,
        Map<String, Integer> sizes,
        Map<String, Integer> modes,
        SortedMap<Integer, Integer> maskValues,
        Foreground foreground,
        int emptyMasks,
        List<Problem> problems,
        String hash) {

    public Inspection {
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        modes = Collections.unmodifiableMap(new LinkedHashMap<>(modes));
        maskValues = Collections.unmodifiableSortedMap(new TreeMap<>(maskValues));
        problems = List.copyOf(problems);
    }

    /** Shares of an image, in [0, 1]; all 0 where there are no masks. */
    public record Foreground(double least, double mean, double greatest) {}
}
