package org.semigda.conf;

import java.util.Comparator;
import java.util.List;

/** Finds what a mistyped word most likely meant. */
public final class Nearest {

    private Nearest() {}

    /** The word with the fewest single-letter edits to {@code text}; the first of equals. */
    public static String of(String text, List<String> words) {
        return words.stream()
                .min(Comparator.comparingInt(word -> edits(text, word)))
                .orElseThrow(() -> new IllegalArgumentException("no words to choose from"));
    }

    /** Levenshtein distance. */
    static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
