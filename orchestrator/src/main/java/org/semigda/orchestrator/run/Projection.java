package org.semigda.orchestrator.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.StoredEvent;

/**
 * What the events of a run add up to: progress, best and final scores, pictures, checkpoints. Fed by one thread;
 * what it hands out is immutable and may be read by any.
 */
public final class Projection {

    private static final String VALIDATION = "validation/";

    /**
     * A checkpoint as its event told it.
     *
     * @param scores validation scores known when it was saved, without their {@code validation/}
     */
    public record SavedCheckpoint(String name, int stage, long step, Map<String, Double> scores) {}

    private volatile Optional<RunEvent.Progress> progress = Optional.empty();
    private volatile Map<String, Double> best = Map.of();
    private volatile Map<String, Double> scores = Map.of();
    private volatile List<RunEvent.Sample> samples = List.of();
    private volatile List<SavedCheckpoint> checkpoints = List.of();
    private volatile Map<String, Double> validation = Map.of();
    private volatile long lastEvent;

    /** Adds one event; events come in the order of their ids. */
    public void apply(StoredEvent stored) {
        RunEvent.Body body = stored.event().body();
        if (body instanceof RunEvent.Progress now) {
            progress = Optional.of(now);
        } else if (body instanceof RunEvent.Metrics metrics) {
            apply(metrics);
        } else if (body instanceof RunEvent.Sample sample) {
            samples = replaced(samples, sample, old -> old.file().equals(sample.file()));
        } else if (body instanceof RunEvent.Saved saved) {
            checkpoints = replaced(
                    checkpoints,
                    new SavedCheckpoint(saved.name(), saved.stage(), saved.step(), validation),
                    old -> old.name().equals(saved.name()));
        } else if (body instanceof RunEvent.Removed removed) {
            checkpoints = checkpoints.stream()
                    .filter(kept -> !kept.name().equals(removed.name()))
                    .toList();
        } else if (body instanceof RunEvent.Scores end) {
            scores = end.values();
        }
        lastEvent = stored.id();
    }

    private void apply(RunEvent.Metrics metrics) {
        Map<String, Double> found = new TreeMap<>();
        metrics.values().forEach((name, value) -> {
            if (name.startsWith(VALIDATION)) {
                found.put(name.substring(VALIDATION.length()), value);
            }
        });
        if (found.isEmpty()) {
            return;
        }
        Map<String, Double> latest = new TreeMap<>(validation);
        latest.putAll(found);
        validation = Map.copyOf(latest);
        Map<String, Double> highest = new LinkedHashMap<>(best);
        for (String name : List.of("dice", "ema_dice")) {
            Double value = found.get(name);
            if (value != null) {
                highest.merge(name, value, Math::max);
            }
        }
        best = Map.copyOf(highest);
    }

    private static <T> List<T> replaced(List<T> list, T item, Predicate<T> same) {
        List<T> next = new ArrayList<>(list);
        next.removeIf(same);
        next.add(item);
        return List.copyOf(next);
    }

    /** The newest event that is in all the others; whoever reads this first misses nothing by reading on from it. */
    public long lastEvent() {
        return lastEvent;
    }

    /** How far the run is; empty before its worker said so. */
    public Optional<RunEvent.Progress> progress() {
        return progress;
    }

    /** The best validation {@code dice} and {@code ema_dice} so far; empty before the first validation. */
    public Map<String, Double> best() {
        return best;
    }

    /** Final scores; empty before the end. */
    public Map<String, Double> scores() {
        return scores;
    }

    /** Every picture, one per file, oldest first. */
    public List<RunEvent.Sample> samples() {
        return samples;
    }

    /** The newest checkpoint of every name. */
    public List<SavedCheckpoint> checkpoints() {
        return checkpoints;
    }
}
