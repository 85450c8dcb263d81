package org.semigda.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * What a node is.
 *
 * @param node its name, unique in the cluster; the same when its process is started again
 * @param incarnation names this very process
 * @param host the machine's name, for people
 * @param address that workers of other machines reach this one under
 * @param devices such as {@code cpu} or {@code cuda:0}
 * @param labels words by which runs choose nodes
 * @param release of this program
 * @param attached whether it ends with the orchestrator's process
 * @param home where trained autoencoders and fetched data sets are cached and events wait that were not stored yet
 */
public record NodeSettings(
        String node,
        String incarnation,
        String host,
        String address,
        List<String> devices,
        List<String> labels,
        String release,
        boolean attached,
        Path home) {

    /** Bytes that data sets fetched for runs may take together: 50 GiB. */
    public static final long DATA_CACHE = 50L << 30;

    public NodeSettings {
        devices = List.copyOf(devices);
        labels = List.copyOf(labels);
    }

    /** Where events of this node wait. */
    Path spool() {
        return home.resolve("spool").resolve(node);
    }
}
