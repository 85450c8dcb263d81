package org.semigda.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What a node tells the orchestrator about itself. Each is answered by {@link Ack}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NodeMessage.Announce.class, name = "announce"),
    @JsonSubTypes.Type(value = NodeMessage.Heartbeat.class, name = "heartbeat")
})
public sealed interface NodeMessage {

    /** The node that speaks. */
    String node();

    /** A node is there, with these devices ({@code cpu}, {@code cuda:0}); repeated until acknowledged. */
    record Announce(String node, String host, List<String> devices) implements NodeMessage {
        public Announce {
            devices = List.copyOf(devices);
        }
    }

    /** Renews the node's lease; {@code runs} are the runs it has workers for. */
    record Heartbeat(String node, List<RunId> runs) implements NodeMessage {
        public Heartbeat {
            runs = List.copyOf(runs);
        }
    }

    /** Whether the orchestrator knows the node; false asks it to announce itself again. */
    record Ack(boolean known) {}
}
