package org.semigda.orchestrator.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.semigda.protocol.RunId;

/**
 * Runs that wait for a device, first come first served, and runs that have one. A device holds one run at a time; a
 * node that still has a worker of a run we gave up gets nothing new until that worker is gone.
 */
public final class RunQueue {

    private record Waiting(RunId run, String device) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<RunId, Placement> placed = new LinkedHashMap<>();

    /** A run waits for a device, behind the others. */
    public void add(RunId run, String device) {
        remove(run);
        waiting.addLast(new Waiting(run, device));
    }

    /** A run that lost its device waits for another, before the others. */
    public void addFirst(RunId run, String device) {
        remove(run);
        waiting.addFirst(new Waiting(run, device));
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
            for (Node node : alive) {
                if (free(node, first.device())) {
                    waiting.remove(first);
                    Placement placement = new Placement(first.run(), node.name(), first.device(), OptionalLong.empty());
                    placed.put(first.run(), placement);
                    return Optional.of(placement);
                }
            }
        }
        return Optional.empty();
    }

    /** Runs that wait for a device none of these nodes has, with that device. */
    public Map<RunId, String> hopeless(List<Node> alive) {
        Map<RunId, String> found = new LinkedHashMap<>();
        for (Waiting w : waiting) {
            if (alive.stream().noneMatch(node -> node.devices().contains(w.device()))) {
                found.put(w.run(), w.device());
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
