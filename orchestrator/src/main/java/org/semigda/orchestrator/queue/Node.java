package org.semigda.orchestrator.queue;

import java.util.List;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.NodeMessage.Load;
import org.semigda.protocol.NodeMessage.Work;
import org.semigda.protocol.RunId;

/**
 * A node as last heard of.
 *
 * @param said what it said about itself
 * @param work the workers it said it has
 * @param load what it said it uses of its machine
 * @param lastSeen milliseconds since 1970
 * @param lateAt when a heartbeat last came much too late, milliseconds since 1970; 0 for never
 * @param state what its lease and its workers say about it
 * @param why the state is not ALIVE; empty when it is
 */
public record Node(
        NodeMessage.Announce said, List<Work> work, Load load, long lastSeen, long lateAt, State state, String why) {

    /** How a node is. */
    public enum State {
        /** Its lease is valid. */
        ALIVE,
        /** Its lease is valid, but heartbeats come late or its steps take much longer than they did. */
        SLOW,
        /** Its lease is valid, but a worker of it gets nothing done. */
        HUNG,
        /** Its lease ran out: the process ended or is frozen, or the network between is cut. */
        LOST
    }

    public Node {
        work = List.copyOf(work);
    }

    /** Its name. */
    public String name() {
        return said.node();
    }

    /** Which process of that name it is. */
    public String incarnation() {
        return said.incarnation();
    }

    /** The machine, for people. */
    public String host() {
        return said.host();
    }

    /** Such as {@code cpu} or {@code cuda:0}. */
    public List<String> devices() {
        return said.devices();
    }

    /** Words by which runs choose nodes. */
    public List<String> labels() {
        return said.labels();
    }

    /** The runs it said it has workers for. */
    public List<RunId> runs() {
        return work.stream().map(Work::run).distinct().toList();
    }

    /** Whether its lease is valid. */
    public boolean leased() {
        return state != State.LOST;
    }

    static Node announced(NodeMessage.Announce said, List<Work> work, long now) {
        return new Node(said, work, Load.UNKNOWN, now, 0, State.ALIVE, "");
    }

    Node seen(List<Work> now, Load uses, long time, long late) {
        return new Node(said, now, uses, time, late, state, why);
    }

    Node judged(State next, String reason) {
        boolean lost = next == State.LOST;
        return new Node(said, lost ? List.of() : work, lost ? Load.UNKNOWN : load, lastSeen, lateAt, next, reason);
    }
}
