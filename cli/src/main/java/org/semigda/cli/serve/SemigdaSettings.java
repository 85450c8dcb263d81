package org.semigda.cli.serve;

import java.nio.file.Path;
import java.util.Optional;
import org.semigda.cli.cluster.ClusterSettings;
import org.semigda.cli.console.Ports;
import org.semigda.cli.machine.Machine;
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
        Optional<ClusterSettings> cluster,
        Optional<String> devices,
        OrchestratorSettings store) {

    /**
     * Where the HTTP server listens.
     *
     * @param port empty takes {@link Ports#USUAL}, or any free one when that is taken
     * @param token what a caller may bring, with every right; with neither this nor {@code tokens} every caller on this
     *     machine is let in
     * @param tokens whether the tokens of the home are asked for, if it has some
     * @param tls certificate and key; empty for plain HTTP
     */
    public record Server(
            String host, Optional<Integer> port, Optional<String> token, boolean tokens, Optional<Tls> tls) {

        /** On loopback, without a token. */
        public Server(Optional<Integer> port) {
            this(Ports.LOOPBACK, port, Optional.empty(), false, Optional.empty());
        }
    }

    /** A certificate chain and its key, as PEM files. */
    public record Tls(Path certificate, Path key) {}

    /** All roles in one process, without a server. */
    public static SemigdaSettings ofOneProcess(Path home, Path cache) {
        return new SemigdaSettings(
                home, cache, Optional.empty(), Optional.empty(), Optional.empty(), OrchestratorSettings.of(home));
    }

    public SemigdaSettings withServer(Optional<Server> newServer) {
        return new SemigdaSettings(home, cache, newServer, cluster, devices, store);
    }

    public SemigdaSettings withCluster(ClusterSettings newCluster) {
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
