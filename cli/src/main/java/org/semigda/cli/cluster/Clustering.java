package org.semigda.cli.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.semigda.cli.console.Version;
import org.semigda.conf.UserError;
import org.semigda.protocol.JsonCodec;

/**
 * The event bus over Hazelcast; with our own configuration (cluster.xml) on loopback alone. Who does not hold the home's secret is
 * turned away. Two homes on one machine are two clusters: each has an orchestrator and a secret of its own.
 */
public final class Clustering {

    /** Attributes by which members tell whether they understand each other. */
    static final String RELEASE = "semigda.release";

    static final String MESSAGES = "semigda.messages";

    private Clustering() {}

    /** A clustered Vert.x, and where its cluster is joined. */
    public record Formed(Vertx vertx, JoinAddress address) {}

    /**
     * Forms the cluster of a home, at once; only a configuration of one's own can tell it to seek others before. With ours it
     * seeks nobody: its workers come to it. Whoever else listens on this machine would hold it up for as long as he does not
     * answer.
     */
    public static Future<Formed> form(VertxOptions options, Path home, ClusterSettings cluster) {
        Config config = cluster.file().map(Clustering::read).orElseGet(ConfigUtil::loadConfig);
        config.getMemberAttributeConfig().setAttribute(RELEASE, Version.current());
        config.getMemberAttributeConfig().setAttribute(MESSAGES, JsonCodec.version());
        config.setClusterName(ClusterSecret.of(home, cluster.secret()).clusterName(config.getClusterName()));
        if (cluster.file().isEmpty()) {
            String bind = cluster.place().bind();
            network(config.getNetworkConfig(), cluster.place());
            options.setEventBusOptions(new EventBusOptions()
                    .setHost(bind)
                    .setClusterPublicHost(cluster.place().publish().orElse(bind)));
        }
        HazelcastClusterManager manager = new HazelcastClusterManager(config);
        return Vertx.builder()
                .with(options)
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> {
                    Address own = manager.getHazelcastInstance()
                            .getCluster()
                            .getLocalMember()
                            .getAddress();
                    return new Formed(vertx, new JoinAddress(own.getHost(), own.getPort()));
                });
    }

    private static void network(NetworkConfig network, ClusterSettings.Place place) {
        place.port().ifPresent(port -> network.setPort(port).setPortAutoIncrement(false));
        network.getInterfaces().clear().addInterface(place.bind()).setEnabled(true);
        place.publish().ifPresent(network::setPublicAddress);
    }

    private static Config read(Path file) {
        try {
            return new FileSystemXmlConfig(file.toFile());
        } catch (FileNotFoundException e) {
            throw new UserError("--cluster " + file + " is not there", e);
        } catch (RuntimeException e) { // Hazelcast's own unchecked ones, for a file it does not understand
            throw new UserError("--cluster " + file + " is no Hazelcast configuration: " + e.getMessage(), e);
        }
    }
}
