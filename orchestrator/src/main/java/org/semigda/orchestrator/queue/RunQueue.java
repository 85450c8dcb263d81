package org.semigda.orchestrator.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.semigda.orchestrator.queue.Placement.Member;
import org.semigda.protocol.RunId;

/**
 * Runs that wait for devices, by priority and among equals first come first served, and runs that have some: first fit. A
 * device holds one run at a time; a node that still has a worker of a run we gave up gets nothing new until it is gone.
 */
public final class RunQueue {

    private record Waiting(RunId run, Demand demand, long since) {}

    /** In the order in which they are served. */
    private final List<Waiting> waiting = new ArrayList<>();

    private final Map<RunId, Placement> placed = new LinkedHashMap<>();

    /** A run waits from now on, behind the others of its priority. */
    public void add(RunId run, Demand demand, long now) {
        remove(run);
        int place = place(other -> other.demand().priority() >= demand.priority());
        waiting.add(place, new Waiting(run, demand, now));
    }

    /** A run that lost its devices waits for others, before the others of its priority. */
    public void addFirst(RunId run, Demand demand, long now) {
        remove(run);
        int place = place(other -> other.demand().priority() > demand.priority());
        waiting.add(place, new Waiting(run, demand, now));
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

    /** The devices a run has. */
    public Optional<Placement> placement(RunId run) {
        return Optional.ofNullable(placed.get(run));
    }

    /** Runs with a worker on a node. */
    public List<Placement> on(String node) {
        return placed.values().stream().filter(p -> !p.on(node).isEmpty()).toList();
    }

    /** A node has a worker of the run, as of {@code time}. */
    public void seen(RunId run, int rank, long time) {
        placed.computeIfPresent(run, (id, placement) -> placement.seen(rank, time));
    }

    /** A worker that was there before this orchestrator keeps its device. */
    public Placement adopt(RunId run, int rank, String node, String device, long time) {
        Placement before = placed.getOrDefault(run, new Placement(run, List.of()));
        Placement after = before.with(new Member(rank, node, device, OptionalLong.of(time)));
        placed.put(run, after);
        return after;
    }

    /** Gives the first run that can have them its devices. */
    public Optional<Placement> next(List<Node> alive, long now) {
        for (Waiting first : waiting) {
            Optional<Placement> placement = place(first, alive, now);
            if (placement.isPresent()) {
                waiting.remove(first);
                placed.put(first.run(), placement.get());
                return placement;
            }
        }
        return Optional.empty();
    }

    private Optional<Placement> place(Waiting run, List<Node> alive, long now) {
        Demand demand = run.demand();
        boolean patient = now - run.since() < demand.patienceMillis();
        int enough = patient ? demand.workers() : Math.min(demand.least(), demand.workers());
        List<Member> most = List.of();
        for (List<Set<String>> option : demand.options()) {
            List<Member> members = members(option, demand, alive);
            if (members.size() > most.size()) {
                most = members;
            }
        }
        return most.size() < enough ? Optional.empty() : Optional.of(new Placement(run.run(), most));
    }

    /** As many workers of an option as there are free devices for. */
    private List<Member> members(List<Set<String>> option, Demand demand, List<Node> alive) {
        List<Member> members = new ArrayList<>();
        for (Set<String> slot : option) {
            device(slot, demand, alive, members).ifPresent(members::add);
        }
        return members;
    }

    private Optional<Member> device(Set<String> slot, Demand demand, List<Node> alive, List<Member> taken) {
        for (Node node : alive) {
            if (!node.labels().containsAll(demand.labels()) || hasLeftover(node)) {
                continue;
            }
            for (String device : node.devices()) {
                boolean mine = taken.stream()
                        .anyMatch(
                                m -> m.node().equals(node.name()) && m.device().equals(device));
                if (Demand.fits(slot, device) && !mine && isFree(node, device)) {
                    return Optional.of(new Member(taken.size(), node.name(), device, OptionalLong.empty()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isFree(Node node, String device) {
        return on(node.name()).stream().flatMap(p -> p.on(node.name()).stream()).noneMatch(member -> member.device()
                .equals(device));
    }

    private boolean hasLeftover(Node node) {
        List<Placement> held = on(node.name());
        return node.runs().stream()
                .anyMatch(run -> held.stream().noneMatch(p -> p.run().equals(run)));
    }

    /** Runs that wait for devices which these nodes do not have, with what they wait for. */
    public Map<RunId, String> hopeless(List<Node> alive) {
        Map<RunId, String> found = new LinkedHashMap<>();
        for (Waiting w : waiting) {
            boolean possible = w.demand().options().stream().anyMatch(option -> isThere(option, w.demand(), alive));
            if (!possible) {
                found.put(w.run(), w.demand().text());
            }
        }
        return found;
    }

    private static boolean isThere(List<Set<String>> option, Demand demand, List<Node> alive) {
        long found = 0;
        for (Set<String> slot : Set.copyOf(option)) {
            long have = alive.stream()
                    .filter(node -> node.labels().containsAll(demand.labels()))
                    .flatMap(node -> node.devices().stream())
                    .filter(device -> Demand.fits(slot, device))
                    .count();
            found += Math.min(have, option.stream().filter(slot::equals).count());
        }
        return found >= Math.min(demand.least(), option.size());
    }
}
