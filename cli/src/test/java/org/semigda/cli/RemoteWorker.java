package org.semigda.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.semigda.protocol.JsonCodec;
import org.semigda.worker.NodeSettings;
import org.semigda.worker.WorkerNode;

/** Runs in a JVM of its own: a worker node alone, with a home of its own. Arguments: home, secret's file. */
final class RemoteWorker {

    private RemoteWorker() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        SemigdaSettings.Cluster cluster = new SemigdaSettings.Cluster(Optional.empty(), Optional.of(Path.of(args[1])));
        Vertx vertx = Clustering.join(new VertxOptions(), home, cluster)
                .toCompletionStage()
                .toCompletableFuture()
                .get(2, TimeUnit.MINUTES);
        JsonCodec.registerAll(vertx.eventBus());
        String name = "remote-" + ProcessHandle.current().pid();
        WorkerNode.deploy(vertx, new NodeSettings(name, "b", List.of("cpu"), home), Clock.systemUTC())
                .toCompletionStage()
                .toCompletableFuture()
                .get(2, TimeUnit.MINUTES);
        System.out.println("ready");
    }
}
