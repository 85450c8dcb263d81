package org.semigda.orchestrator.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.semigda.protocol.RunId;

/**
 * A run has devices.
 *
 * @param members its workers, by rank
 */
public record Placement(RunId run, List<Member> members) {

    /**
     * One worker's device.
     *
     * @param seen when the node last said that it has the worker; empty until it accepted the launch
     */
    public record Member(int rank, String node, String device, OptionalLong seen) {}

    public Placement {
        members = List.copyOf(members);
    }

    /** A run with one worker. */
    static Placement alone(RunId run, String node, String device) {
        return new Placement(run, List.of(new Member(0, node, device, OptionalLong.empty())));
    }

    /** The worker that tells what happens. */
    public Member first() {
        return members.get(0);
    }

    /** Its workers on one node. */
    public List<Member> on(String node) {
        return members.stream().filter(member -> member.node().equals(node)).toList();
    }

    Placement seen(int rank, long time) {
        List<Member> next = new ArrayList<>();
        for (Member member : members) {
            next.add(
                    member.rank() == rank
                            ? new Member(rank, member.node(), member.device(), OptionalLong.of(time))
                            : member);
        }
        return new Placement(run, next);
    }

    /** With one more worker, in its place by rank. */
    Placement with(Member more) {
        List<Member> next = new ArrayList<>(members);
        next.removeIf(member -> member.rank() == more.rank());
        next.add(more);
        next.sort((a, b) -> Integer.compare(a.rank(), b.rank()));
        return new Placement(run, next);
    }
}
