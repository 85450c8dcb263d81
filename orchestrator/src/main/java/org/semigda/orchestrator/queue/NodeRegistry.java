package org.semigda.orchestrator.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunId;

/** The nodes there are. A node is alive while its lease is: each message of it renews the lease. */
public final class NodeRegistry {

    private final Clock clock;
    private final long leaseMillis;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    /** What nodes that must announce themselves (again) said they are busy with. */
    private final Map<String, List<RunId>> unannounced = new ConcurrentHashMap<>();

    public NodeRegistry(Clock clock, Duration lease) {
        this.clock = clock;
        this.leaseMillis = lease.toMillis();
    }

    /** A node says what it has. */
    public void announce(NodeMessage.Announce announce) {
        List<RunId> runs = Optional.ofNullable(unannounced.remove(announce.node()))
                .or(() -> alive(announce.node()).map(Node::runs))
                .orElse(List.of());
        nodes.put(
                announce.node(),
                new Node(announce.node(), announce.host(), announce.devices(), runs, clock.millis(), Node.State.ALIVE));
    }

    /** A node renews its lease; false when it must announce itself first. */
    public boolean heartbeat(NodeMessage.Heartbeat heartbeat) {
        Optional<Node> node = alive(heartbeat.node());
        if (node.isEmpty()) {
            unannounced.put(heartbeat.node(), heartbeat.runs());
            return false;
        }
        nodes.put(heartbeat.node(), node.get().seen(heartbeat.runs(), clock.millis()));
        return true;
    }

    /** A node accepted a run: it is busy with it until a heartbeat says otherwise. */
    public void took(String name, RunId run) {
        alive(name).filter(node -> !node.runs().contains(run)).ifPresent(node -> {
            List<RunId> runs = new ArrayList<>(node.runs());
            runs.add(run);
            nodes.put(name, node.seen(runs, clock.millis()));
        });
    }

    /** Ends the leases that ran out and names their nodes. */
    public List<Node> expire() {
        long oldest = clock.millis() - leaseMillis;
        List<Node> expired = new ArrayList<>();
        for (Node node : alive()) {
            if (node.lastSeen() < oldest && lose(node.name())) {
                expired.add(node);
            }
        }
        return expired;
    }

    /** Ends a node's lease; false when it has none. */
    public boolean lose(String name) {
        Optional<Node> node = alive(name);
        node.ifPresent(n -> nodes.put(name, n.lost()));
        return node.isPresent();
    }

    /** Nodes with a lease, by name. */
    public List<Node> alive() {
        return all().stream().filter(n -> n.state() == Node.State.ALIVE).toList();
    }

    /** Every node ever heard of, by name. */
    public List<Node> all() {
        return List.copyOf(new TreeMap<>(nodes).values());
    }

    private Optional<Node> alive(String name) {
        return Optional.ofNullable(nodes.get(name)).filter(n -> n.state() == Node.State.ALIVE);
    }
}
