package org.semigda.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * What a node is.
 *
 * @param node its name, unique in the cluster
 * @param host the machine's name, for people
 * @param devices such as {@code cpu} or {@code cuda:0}
 * @param home where trained autoencoders are cached
 */
public record NodeSettings(String node, String host, List<String> devices, Path home) {
    public NodeSettings {
        devices = List.copyOf(devices);
    }
}
