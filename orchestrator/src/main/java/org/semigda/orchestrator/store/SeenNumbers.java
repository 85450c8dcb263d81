package org.semigda.orchestrator.store;

import java.util.TreeSet;

/** Which numbers of 1, 2, 3, ... were seen, also when they came out of order; small while they come nearly in order. */
final class SeenNumbers {

    private long upTo;
    private final TreeSet<Long> beyond = new TreeSet<>();

    boolean contains(long number) {
        return number <= upTo || beyond.contains(number);
    }

    void add(long number) {
        if (contains(number)) {
            return;
        }
        beyond.add(number);
        while (!beyond.isEmpty() && beyond.first() == upTo + 1) {
            beyond.pollFirst();
            upTo++;
        }
    }
}
