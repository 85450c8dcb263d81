package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What a node tells the orchestrator about itself. Each is answered by {@link Ack}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NodeMessage.Announce.class, name = "announce"),
    @JsonSubTypes.Type(value = NodeMessage.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = NodeMessage.Left.class, name = "left")
})
public sealed interface NodeMessage {

    /** The node that speaks: a name that stays when its process is started again. */
    String node();

    /** Which process of that name speaks; another one means that the workers of the last are gone. */
    String incarnation();

    /**
     * A node is there; repeated until acknowledged.
     *
     * @param host the machine's name, for people
     * @param devices such as {@code cpu}, {@code cuda:0}
     * @param labels words by which a run may choose its nodes, such as {@code a100}
     * @param release of the program on that node
     * @param attached whether the node ends with the orchestrator's process, so that nobody waits for it after a restart
     */
    record Announce(
            String node,
            String incarnation,
            String host,
            List<String> devices,
            List<String> labels,
            String release,
            boolean attached)
            implements NodeMessage {
        public Announce {
            devices = List.copyOf(devices);
            labels = List.copyOf(labels);
        }
    }

    /** Renews the node's lease; {@code work} are the workers it has, {@code load} what it uses of its machine. */
    record Heartbeat(String node, String incarnation, List<Work> work, Load load) implements NodeMessage {
        public Heartbeat {
            work = List.copyOf(work);
        }

        /** Of a node that has measured nothing yet. */
        public Heartbeat(String node, String incarnation, List<Work> work) {
            this(node, incarnation, work, Load.UNKNOWN);
        }
    }

    /**
     * A worker that is not the first of its attempt is gone. The first one's end is told by its events.
     *
     * @param code why, as in {@link Failure}; empty when it was told to leave
     */
    record Left(String node, String incarnation, RunId run, int attempt, int rank, String code, String message)
            implements NodeMessage {}

    /**
     * What one worker does.
     *
     * @param rank its place among the workers of the attempt, from 0
     * @param device the device it holds
     * @param step steps done in the run; 0 while it prepares
     * @param idleMillis time since it last got anything done; 0 while it prepares, waits in a pause or has ended
     * @param stepMillis how long its newest steps took each; 0 before there were any
     * @param usualMillis how long steps of the stage usually take; 0 before there were enough to tell
     */
    record Work(
            RunId run,
            int attempt,
            int rank,
            String device,
            long step,
            long idleMillis,
            double stepMillis,
            double usualMillis) {}

    /**
     * What a node uses of its machine.
     *
     * @param resident bytes of memory its process holds, those of native libraries included; 0 before it was measured
     * @param devices those of the node that tell how busy they are
     */
    record Load(long resident, List<DeviceLoad> devices) {

        /** Nothing was measured yet. */
        public static final Load UNKNOWN = new Load(0, List.of());

        public Load {
            devices = List.copyOf(devices);
        }
    }

    /**
     * How busy a device is, whoever uses it.
     *
     * @param device such as {@code cpu} or {@code cuda:0}
     * @param utilization share of the device that computed since the last look, from 0 to 1
     * @param memoryUsed bytes of its memory in use
     * @param memoryTotal bytes of memory it has
     */
    record DeviceLoad(String device, double utilization, long memoryUsed, long memoryTotal) {}

    /** Whether the orchestrator knows the node; false asks it to announce itself again. */
    record Ack(boolean known) {}
}
