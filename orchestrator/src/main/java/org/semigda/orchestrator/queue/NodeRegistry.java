package org.semigda.orchestrator.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.NodeMessage.Work;

/**
 * The nodes there are. A node has a lease, which each message of it renews; what is said about a node comes from its lease
 * and from its own words about its workers, never from a guess.
 */
public final class NodeRegistry {

    /** A heartbeat that comes after more than this share of a lease is late. */
    private static final double LATE = 0.4;

    /** For so many leases a node counts as slow after a late heartbeat. */
    private static final int REMEMBERED = 2;

    /** A step that takes so many times as long as usual, and at least a second, is slow. */
    private static final double SLOWER = 4;

    private final Clock clock;
    private final long leaseMillis;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    /** What nodes that must announce themselves (again) said they are busy with. */
    private final Map<String, NodeMessage.Heartbeat> unannounced = new ConcurrentHashMap<>();

    public NodeRegistry(Clock clock, Duration lease) {
        this.clock = clock;
        this.leaseMillis = lease.toMillis();
    }

    /**
     * A node says what it is.
     *
     * @return the process of the same name that it takes the place of, if there was one with a lease
     */
    public Optional<Node> announce(NodeMessage.Announce announce) {
        Optional<Node> before = leased(announce.node());
        Optional<Node> same = before.filter(node -> node.incarnation().equals(announce.incarnation()));
        List<Work> work = Optional.ofNullable(unannounced.remove(announce.node()))
                .filter(beat -> beat.incarnation().equals(announce.incarnation()))
                .map(NodeMessage.Heartbeat::work)
                .or(() -> same.map(Node::work))
                .orElse(List.of());
        nodes.put(announce.node(), Node.announced(announce, work, clock.millis()));
        return same.isPresent() ? Optional.empty() : before;
    }

    /** A node renews its lease; false when it must announce itself first. */
    public boolean heartbeat(NodeMessage.Heartbeat heartbeat) {
        Optional<Node> known =
                leased(heartbeat.node()).filter(node -> node.incarnation().equals(heartbeat.incarnation()));
        if (known.isEmpty()) {
            unannounced.put(heartbeat.node(), heartbeat);
            return false;
        }
        Node node = known.get();
        long now = clock.millis();
        long late = now - node.lastSeen() > LATE * leaseMillis ? now : node.lateAt();
        nodes.put(heartbeat.node(), judged(node.seen(heartbeat.work(), heartbeat.load(), now, late), now));
        return true;
    }

    /** A node accepted a worker: it is busy with it until a heartbeat says otherwise. */
    public void took(String name, Work work) {
        leased(name).filter(node -> !node.runs().contains(work.run())).ifPresent(node -> {
            List<Work> more = new ArrayList<>(node.work());
            more.add(work);
            nodes.put(name, node.seen(more, node.load(), clock.millis(), node.lateAt()));
        });
    }

    /** Judges every node by the time that passed; names those whose lease ran out. */
    public List<Node> expire() {
        long now = clock.millis();
        List<Node> expired = new ArrayList<>();
        for (Node node : alive()) {
            if (now - node.lastSeen() > leaseMillis) {
                lose(
                                node.name(),
                                "silent since " + seconds(now - node.lastSeen())
                                        + " s: its process ended or is frozen, or the network between is cut")
                        .ifPresent(expired::add);
            } else {
                nodes.replace(node.name(), node, judged(node, now));
            }
        }
        return expired;
    }

    private Node judged(Node node, long now) {
        if (node.state() == Node.State.HUNG && !node.work().isEmpty()) {
            return node; // until its worker is gone
        }
        long silent = now - node.lastSeen();
        if (silent > LATE * leaseMillis) {
            return node.judged(Node.State.SLOW, "its last heartbeat came " + seconds(silent) + " s ago");
        }
        Optional<Work> slow = node.work().stream()
                .filter(work ->
                        work.usualMillis() > 0 && work.stepMillis() > Math.max(1000, SLOWER * work.usualMillis()))
                .findFirst();
        if (slow.isPresent()) {
            Work work = slow.get();
            return node.judged(
                    Node.State.SLOW,
                    "a step of run " + work.run() + " takes " + seconds((long) work.stepMillis()) + " s instead of "
                            + seconds((long) work.usualMillis()) + " s");
        }
        if (node.lateAt() > 0 && now - node.lateAt() < REMEMBERED * leaseMillis) {
            return node.judged(Node.State.SLOW, "a heartbeat came late " + seconds(now - node.lateAt()) + " s ago");
        }
        return node.judged(Node.State.ALIVE, "");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }

    /** A worker of the node gets nothing done. */
    public void hung(String name, String why) {
        leased(name).ifPresent(node -> nodes.put(name, node.judged(Node.State.HUNG, why)));
    }

    /** Ends a node's lease; empty when it has none. */
    public Optional<Node> lose(String name, String why) {
        Optional<Node> node = leased(name);
        node.ifPresent(n -> nodes.put(name, n.judged(Node.State.LOST, why)));
        return node;
    }

    /** Nodes with a lease: those in good order first, then by name. */
    public List<Node> alive() {
        return all().stream()
                .filter(Node::leased)
                .sorted(Comparator.comparing(Node::state))
                .toList();
    }

    /** Every node ever heard of, by name. */
    public List<Node> all() {
        return List.copyOf(new TreeMap<>(nodes).values());
    }

    private Optional<Node> leased(String name) {
        return Optional.ofNullable(nodes.get(name)).filter(Node::leased);
    }
}
