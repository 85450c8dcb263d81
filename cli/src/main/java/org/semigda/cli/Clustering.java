package org.semigda.cli;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.semigda.conf.UserError;

/**
 * The event bus over Hazelcast; with our own configuration (cluster.xml) on loopback alone. Who does not hold the home's secret is
 * turned away. Two homes on one machine are two clusters: each has an orchestrator and a secret of its own.
 */
final class Clustering {

    private Clustering() {}

    /** Joins or forms the cluster of a home. */
    static Future<Vertx> join(VertxOptions options, Path home, SemigdaSettings.Cluster cluster) {
        Config config = cluster.file().map(Clustering::read).orElseGet(ConfigUtil::loadConfig);
        config.setClusterName(ClusterSecret.of(home, cluster.secret()).clusterName(config.getClusterName()));
        if (cluster.file().isEmpty()) {
            options.setEventBusOptions(new EventBusOptions()
                    .setHost(SemigdaSettings.Server.LOOPBACK)
                    .setClusterPublicHost(SemigdaSettings.Server.LOOPBACK));
        }
        return Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered();
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
