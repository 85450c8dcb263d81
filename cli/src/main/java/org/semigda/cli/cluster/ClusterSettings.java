package org.semigda.cli.cluster;

import java.nio.file.Path;
import java.util.Optional;
import org.semigda.cli.console.Ports;

/**
 * A clustered event bus.
 *
 * @param file a Hazelcast configuration to use instead of our own
 * @param secret a file with the word that lets a process in; empty takes the home's own
 */
public record ClusterSettings(Optional<Path> file, Optional<Path> secret, Place place) {

    /**
     * Where the cluster is, unless a file says that.
     *
     * @param bind the address that is listened on
     * @param port empty takes the first free one from 5701 on
     * @param publish the address that other machines reach this one under, if that is another one
     */
    public record Place(String bind, Optional<Integer> port, Optional<String> publish) {

        /** For processes of this machine alone. */
        public static final Place LOOPBACK = new Place(Ports.LOOPBACK, Optional.empty(), Optional.empty());
    }
}
