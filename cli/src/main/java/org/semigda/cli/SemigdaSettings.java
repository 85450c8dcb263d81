package org.semigda.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.semigda.orchestrator.OrchestratorSettings;

/**
 * Which roles run in this process, and how they are reached.
 *
 * @param home folder of the runs
 * @param cache folder of trained autoencoders, which runs share
 * @param server the HTTP server; empty for none
 * @param cluster the clustered event bus; empty for one process
 * @param devices a list of devices as {@link Machine#devices} reads it, each of which gets a process of its own; empty
 *     trains in this process. Needs a cluster
 * @param store index, data roots and limits of the orchestrator
 */
public record SemigdaSettings(
        Path home,
        Path cache,
        Optional<Server> server,
        Optional<Cluster> cluster,
        Optional<String> devices,
        OrchestratorSettings store) {

    /** The port that is taken when none is named and it is free. */
    static final int USUAL_PORT = 8080;

    /**
     * Where the HTTP server listens.
     *
     * @param port empty takes {@link #USUAL_PORT}, or any free one when that is taken
     * @param token what a caller may bring, with every right; with neither this nor {@code tokens} every caller on this
     *     machine is let in
     * @param tokens whether the tokens of the home are asked for, if it has some
     * @param tls certificate and key; empty for plain HTTP
     */
    public record Server(
            String host, Optional<Integer> port, Optional<String> token, boolean tokens, Optional<Tls> tls) {

        static final String LOOPBACK = "127.0.0.1";

        /** On loopback, without a token. */
        public Server(Optional<Integer> port) {
            this(LOOPBACK, port, Optional.empty(), false, Optional.empty());
        }
    }

    /** A certificate chain and its key, as PEM files. */
    public record Tls(Path certificate, Path key) {}

    /**
     * A clustered event bus.
     *
     * @param file a Hazelcast configuration to use instead of our own
     * @param secret a file with the word that lets a process in; empty takes the home's own
     */
    public record Cluster(Optional<Path> file, Optional<Path> secret, Place place) {}

    /**
     * Where the cluster is, unless a file says that.
     *
     * @param bind the address that is listened on
     * @param port empty takes the first free one from 5701 on
     * @param publish the address that other machines reach this one under, if that is another one
     */
    public record Place(String bind, Optional<Integer> port, Optional<String> publish) {

        /** For processes of this machine alone. */
        static final Place LOOPBACK = new Place(Server.LOOPBACK, Optional.empty(), Optional.empty());
    }

    /** All roles in one process, without a server. */
    public static SemigdaSettings ofOneProcess(Path home, Path cache) {
        return new SemigdaSettings(
                home, cache, Optional.empty(), Optional.empty(), Optional.empty(), OrchestratorSettings.of(home));
    }

    public SemigdaSettings withServer(Optional<Server> newServer) {
        return new SemigdaSettings(home, cache, newServer, cluster, devices, store);
    }

    public SemigdaSettings withCluster(Cluster newCluster) {
        return new SemigdaSettings(home, cache, server, Optional.of(newCluster), devices, store);
    }

    public SemigdaSettings withStore(OrchestratorSettings newStore) {
        return new SemigdaSettings(home, cache, server, cluster, devices, newStore);
    }

    /** Each device in a process of its own. */
    public SemigdaSettings withDevices(String newDevices) {
        return new SemigdaSettings(home, cache, server, cluster, Optional.of(newDevices), store);
    }
}
