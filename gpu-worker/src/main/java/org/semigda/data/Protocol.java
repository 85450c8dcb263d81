package org.semigda.data;

import java.util.List;
import java.util.Set;

/**
 * How a task's images are divided, as the paper does it where it says so. What a folder's own parts fix is not drawn.
 *
 * @param name as a user writes it
 * @param layouts the layouts of the task's own data sets; those without a task's names always fit
 * @param test share of the images that are divided kept for the final score, in [0, 1)
 * @param validation share that chooses the best checkpoint, in [0, 1)
 * @param validationOfRest whether that share is of what the test part leaves, rather than of all
 * @param labelledOfRest whether the labelled share counts the validation images too, as the release counts them
 * @param testSets the test sets that belong to the task; empty takes every one there is
 */
public record Protocol(
        String name,
        Set<String> layouts,
        double test,
        double validation,
        boolean validationOfRest,
        boolean labelledOfRest,
        Set<String> testSets) {

    /** Layouts that say nothing about what the images show. */
    private static final Set<String> GENERAL = Set.of("images+masks", "original+ground-truth", "release");

    private static final double ISIC_ALL = 2075 + 519 + 1000;

    public Protocol {
        layouts = Set.copyOf(layouts);
        testSets = Set.copyOf(testSets);
        requireShare("validation", validation);
        requireShare("test", test);
    }

    /** Shares of all images that are divided. */
    public static Protocol shares(double validation, double test) {
        return new Protocol("none", Set.of(), test, validation, false, false, Set.of());
    }

    /** The paper's four tasks. */
    public static List<Protocol> known() {
        return List.of(
                new Protocol("busi", Set.of("busi"), 0.2, 0.1, true, true, Set.of()),
                new Protocol(
                        "colonoscopy",
                        Set.of("pranet"),
                        0.1,
                        0.1,
                        true,
                        true,
                        Set.of("CVC-300", "CVC-ClinicDB", "Kvasir", "Kvasir-SEG")),
                new Protocol("isic2018", Set.of("isic"), 1000 / ISIC_ALL, 519.0 / (2075 + 519), true, false, Set.of()),
                new Protocol("bcss", Set.of("bcss"), 0.2, 0.1, false, false, Set.of()));
    }

    /** The task of a name. */
    public static Protocol named(String name) {
        return known().stream()
                .filter(protocol -> protocol.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new DataException("unknown protocol '" + name + "'; there are "
                        + String.join(", ", known().stream().map(Protocol::name).toList())));
    }

    /** The name of the task whose data sets have a layout, or {@code none}. */
    public static String of(String layout) {
        return known().stream()
                .filter(protocol -> protocol.layouts.contains(layout))
                .map(Protocol::name)
                .findFirst()
                .orElse("none");
    }

    /** Throws if a set is another task's. */
    void requireFits(DataSet set) {
        if (!layouts.isEmpty() && !layouts.contains(set.layout()) && !GENERAL.contains(set.layout())) {
            throw new DataException("protocol " + name + " does not fit " + set.root() + ", which is arranged as "
                    + set.layout() + "; use protocol " + of(set.layout()) + " or another folder");
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share < 1)) {
            throw new DataException(
                    name + " share " + share + " is not in [0, 1); write 0.1 for a tenth of the images");
        }
    }
}
