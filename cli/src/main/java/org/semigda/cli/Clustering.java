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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.semigda.conf.UserError;

/** The event bus over Hazelcast; with our own configuration (cluster.xml) on loopback alone. */
final class Clustering {

    private Clustering() {}

    /** Joins or forms the cluster of a home. */
    static Future<Vertx> join(VertxOptions options, Path home, SemigdaSettings.Cluster cluster) {
        Config config = cluster.file().map(Clustering::read).orElseGet(() -> ours(home));
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

    /** Two homes on one machine are two clusters: each has an orchestrator of its own. */
    private static Config ours(Path home) {
        Config config = ConfigUtil.loadConfig();
        UUID name = UUID.nameUUIDFromBytes(home.toString().getBytes(StandardCharsets.UTF_8));
        return config.setClusterName("semigda-" + name);
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
