package org.semigda.orchestrator.queue;

import java.util.OptionalLong;
import org.semigda.protocol.RunId;

/**
 * A run has a device of a node.
 *
 * @param seen when the node last said that it has the run; empty until it accepted the launch
 */
public record Placement(RunId run, String node, String device, OptionalLong seen) {

    Placement seen(long time) {
        return new Placement(run, node, device, OptionalLong.of(time));
    }
}
