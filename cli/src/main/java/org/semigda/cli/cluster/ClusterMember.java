package org.semigda.cli.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.Version;
import org.semigda.conf.UserError;
import org.semigda.protocol.JsonCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership of a worker's process in the cluster of an orchestrator. It holds none of the cluster's data (a lite member),
 * so that nothing is lost with it, and a cluster without the orchestrator is none.
 */
public final class ClusterMember implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);
    /** Under this name Vert.x looks for the number of a member that it did not start itself. */
    private static final String VERTX_NODE = "__vertx.nodeId";

    private static final int CONNECT_MILLIS = 5_000;
    private static final int JOIN_SECONDS = 60;
    private static final int CLOSE_SECONDS = 10;

    private final HazelcastInstance hazelcast;
    private final Vertx vertx;

    /**
     * Where to join and how to be reached.
     *
     * @param host the orchestrator's machine
     * @param port of its cluster
     * @param bind the own address that is listened on
     * @param publish the address that others reach this machine under, if that is another one
     * @param release of this program
     */
    record Door(String host, int port, String bind, Optional<String> publish, ClusterSecret secret, String release) {

        String text() {
            return host + ":" + port;
        }

        /**
         * Whether somebody listens there.
         *
         * @throws UserError when not
         */
        void knock() {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(bind, 0));
                socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            } catch (IOException | IllegalArgumentException e) {
                throw new UserError(
                        "nobody answers at " + text() + " from " + bind + " (" + e.getMessage()
                                + "); start 'semigda serve' there with --cluster-host, and name the address and port"
                                + " that it prints",
                        e);
            }
        }
    }

    private ClusterMember(HazelcastInstance hazelcast, Vertx vertx) {
        this.hazelcast = hazelcast;
        this.vertx = vertx;
    }

    /**
     * Joins the cluster of a home from the same machine. Blocks.
     *
     * @throws UserError as {@link #join}
     */
    public static ClusterMember beside(Clustering.Formed formed, Path home) {
        JoinAddress address = formed.address();
        return join(new Door(
                address.host(),
                address.port(),
                Ports.LOOPBACK,
                Optional.empty(),
                ClusterSecret.of(home, Optional.empty()),
                Version.current()));
    }

    /**
     * Joins. Blocks.
     *
     * @throws UserError when nobody is there, the secret is another one, or the release is
     */
    static ClusterMember join(Door door) {
        door.knock();
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config(door));
        try {
            Member orchestrator = hazelcast.getCluster().getMembers().stream()
                    .filter(member -> !member.isLiteMember())
                    .findFirst()
                    .orElseThrow(() -> new UserError("the cluster at " + door.text() + " does not let this worker in:"
                            + " its secret is another one. Copy HOME/cluster-secret from the machine that serves and"
                            + " name the copy with --cluster-secret. (Or what listens there is no cluster.)"));
            requireSame("release", door.release(), orchestrator, Clustering.RELEASE, door);
            requireSame("messages", JsonCodec.version(), orchestrator, Clustering.MESSAGES, door);
            return new ClusterMember(hazelcast, vertx(hazelcast, door));
        } catch (RuntimeException | Error e) {
            hazelcast.getLifecycleService().terminate();
            throw e;
        }
    }

    private static void requireSame(String what, String ours, Member orchestrator, String attribute, Door door) {
        String theirs = orchestrator.getAttribute(attribute);
        if (!ours.equals(theirs)) {
            throw new UserError("the orchestrator at " + door.text() + " has " + what + " "
                    + (theirs == null ? "of an older kind" : theirs) + ", this worker has " + ours
                    + "; install the same release on both machines");
        }
    }

    private static Config config(Door door) {
        Config config = ConfigUtil.loadConfig();
        config.setLiteMember(true);
        config.setClusterName(door.secret().clusterName(config.getClusterName()));
        config.getMemberAttributeConfig()
                .setAttribute(VERTX_NODE, UUID.randomUUID().toString());
        config.setProperty("hazelcast.max.join.seconds", Integer.toString(JOIN_SECONDS));
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(0); // any: nobody seeks a worker
        network.getInterfaces().clear().addInterface(door.bind()).setEnabled(true);
        door.publish().ifPresent(network::setPublicAddress);
        JoinConfig join = network.getJoin();
        join.getTcpIpConfig().clear().setEnabled(true).addMember(door.text()).setConnectionTimeoutSeconds(5);
        return config;
    }

    private static Vertx vertx(HazelcastInstance hazelcast, Door door) {
        VertxOptions options = new VertxOptions()
                .setEventBusOptions(new EventBusOptions()
                        .setHost(door.bind())
                        .setClusterPublicHost(door.publish().orElse(door.bind())));
        options.setEventLoopPoolSize(2).setInternalBlockingPoolSize(4).setWorkerPoolSize(4);
        try {
            Vertx vertx = Vertx.builder()
                    .with(options)
                    .withClusterManager(new Manager(hazelcast))
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(JOIN_SECONDS, TimeUnit.SECONDS);
            JsonCodec.registerAll(vertx.eventBus());
            return vertx;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the event bus of " + door.text() + " cannot be joined: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The event bus; it knows every message of the protocol. */
    public Vertx vertx() {
        return vertx;
    }

    /** The membership ends before the event bus does ({@link #close}), and there is nothing left to leave. */
    private static final class Manager extends HazelcastClusterManager {

        Manager(HazelcastInstance hazelcast) {
            super(hazelcast);
        }

        @Override
        public void leave(Completable<Void> left) {
            left.succeed();
        }
    }

    /** Leaves without asking anybody: the others may be out of reach. */
    @Override
    public void close() {
        hazelcast.getLifecycleService().terminate();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the event bus did not close by itself: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
