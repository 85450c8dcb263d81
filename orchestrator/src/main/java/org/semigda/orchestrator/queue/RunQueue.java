package org.semigda.orchestrator.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.semigda.protocol.RunId;

/**
 * Runs that wait for a device, by priority and among equals first come first served, and runs that have one. A device
 * holds one run at a time; a node that still has a worker of a run we gave up gets nothing new until that worker is gone.
 */
public final class RunQueue {

    /** What a run waits for: any of these devices. */
    private record Waiting(RunId run, List<String> devices, int priority) {}

    /** In the order in which they are served. */
    private final List<Waiting> waiting = new ArrayList<>();

    private final Map<RunId, Placement> placed = new LinkedHashMap<>();

    /** A run waits for one of these devices, behind the others of its priority. */
    public void add(RunId run, List<String> devices, int priority) {
        remove(run);
        waiting.add(place(other -> other.priority() >= priority), new Waiting(run, List.copyOf(devices), priority));
    }

    /** A run that lost its device waits for another, before the others of its priority. */
    public void addFirst(RunId run, List<String> devices, int priority) {
        remove(run);
        waiting.add(place(other -> other.priority() > priority), new Waiting(run, List.copyOf(devices), priority));
    }

    private int place(Predicate<Waiting> before) {
        int place = 0;
        while (place < waiting.size() && before.test(waiting.get(place))) {
            place++;
        }
        return place;
    }

    /** Runs that wait, in the order in which they are served. */
    public List<RunId> waiting() {
        return waiting.stream().map(Waiting::run).toList();
    }

    /** A run needs nothing any more: it neither waits nor holds a device. */
    public void remove(RunId run) {
        waiting.removeIf(w -> w.run().equals(run));
        placed.remove(run);
    }

    /** The device a run has. */
    public Optional<Placement> placement(RunId run) {
        return Optional.ofNullable(placed.get(run));
    }

    /** What a node holds. */
    public List<Placement> on(String node) {
        return placed.values().stream().filter(p -> p.node().equals(node)).toList();
    }

    /** The node has the run, as of {@code time}. */
    public void seen(RunId run, long time) {
        placed.computeIfPresent(run, (id, placement) -> placement.seen(time));
    }

    /** Gives the first run that can have one its device. */
    public Optional<Placement> next(List<Node> alive) {
        for (Waiting first : waiting) {
            Optional<Placement> placement = place(first, alive);
            if (placement.isPresent()) {
                waiting.remove(first);
                placed.put(first.run(), placement.get());
                return placement;
            }
        }
        return Optional.empty();
    }

    private Optional<Placement> place(Waiting run, List<Node> alive) {
        for (String device : run.devices()) {
            for (Node node : alive) {
                if (free(node, device)) {
                    return Optional.of(new Placement(run.run(), node.name(), device, OptionalLong.empty()));
                }
            }
        }
        return Optional.empty();
    }

    /** Runs that wait for devices none of these nodes has, with those devices. */
    public Map<RunId, String> hopeless(List<Node> alive) {
        Map<RunId, String> found = new LinkedHashMap<>();
        for (Waiting w : waiting) {
            if (alive.stream().noneMatch(node -> w.devices().stream().anyMatch(node.devices()::contains))) {
                found.put(w.run(), String.join(" or ", w.devices()));
            }
        }
        return found;
    }

    private boolean free(Node node, String device) {
        List<Placement> held = on(node.name());
        boolean leftover = node.runs().stream()
                .anyMatch(run -> held.stream().noneMatch(p -> p.run().equals(run)));
        return node.devices().contains(device)
                && !leftover
                && held.stream().noneMatch(p -> p.device().equals(device));
    }
}
