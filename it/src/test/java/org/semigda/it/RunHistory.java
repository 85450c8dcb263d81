package org.semigda.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;

/** What became of a run, attempt by attempt, as its folder tells. */
final class RunHistory {

    private final TreeMap<Integer, Attempt> attempts = new TreeMap<>();
    private final List<StoredEvent> events = new ArrayList<>();

    /**
     * The steps of an attempt.
     *
     * @param first the first one it did
     * @param last the last one that was heard of
     * @param newestSaved the newest step whose checkpoint it said was on disk; 0 when it said of none
     */
    record Attempt(int number, long first, long last, long newestSaved) {

        Attempt with(RunEvent event) {
            if (event.body() instanceof RunEvent.Metrics metrics) {
                return new Attempt(
                        number, Math.min(first, metrics.step()), Math.max(last, metrics.step()), newestSaved);
            }
            if (event.body() instanceof RunEvent.Saved saved) {
                return new Attempt(number, first, last, Math.max(newestSaved, saved.step()));
            }
            return this;
        }
    }

    private RunHistory() {}

    static RunHistory of(Path home, String run) throws IOException {
        RunHistory history = new RunHistory();
        Path file = home.resolve("runs").resolve(run).resolve("events.jsonl");
        String text = Files.exists(file) ? Files.readString(file) : "";
        // A line that is just being written has no end yet.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            StoredEvent stored = Wire.read(line, StoredEvent.class);
            history.events.add(stored);
            int number = stored.event().attempt();
            Attempt known = history.attempts.getOrDefault(number, new Attempt(number, Long.MAX_VALUE, 0, 0));
            history.attempts.put(number, known.with(stored.event()));
        }
        return history;
    }

    /** Attempts that did a step, first to last. */
    List<Attempt> attempts() {
        return attempts.values().stream().filter(attempt -> attempt.last() > 0).toList();
    }

    /** How many steps the attempts after this one did. */
    long stepsAfter(int attempt) {
        return events.stream()
                .map(StoredEvent::event)
                .filter(event -> event.attempt() > attempt && event.body() instanceof RunEvent.Metrics)
                .count();
    }

    /** How many steps were done between two moments, in milliseconds since 1970. */
    long stepsBetween(long from, long to) {
        return events.stream()
                .map(StoredEvent::event)
                .filter(event -> event.body() instanceof RunEvent.Metrics && event.time() > from && event.time() < to)
                .count();
    }
}
