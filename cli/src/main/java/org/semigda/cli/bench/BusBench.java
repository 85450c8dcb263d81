package org.semigda.cli.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.semigda.cli.cluster.ClusterMember;
import org.semigda.cli.cluster.ClusterSettings;
import org.semigda.cli.cluster.Clustering;
import org.semigda.cli.console.FolderTree;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;

/**
 * How fast the event bus carries the numbers of a training step ({@link RunEvent.Metrics}) that are acknowledged one by one:
 * inside a process, where the record itself is handed over, and between an orchestrator and a worker over loopback, as JSON.
 */
final class BusBench {

    /** Messages under way at once where throughput is measured. */
    private static final int WINDOW = 256;

    private static final int SECONDS = 60;

    private final EventBus sender;

    private BusBench(EventBus sender) {
        this.sender = sender;
    }

    /**
     * @param perSecond messages acknowledged a second with 256 under way
     * @param medianMicros time from sending to the acknowledgement with one under way, microseconds
     * @param micros99 99% of them take less
     */
    record Figures(double perSecond, double medianMicros, double micros99) {}

    /** Within one process, and between two members. */
    record Result(int messages, Figures local, Figures clustered) {}

    /**
     * Measures; blocks.
     *
     * @param messages of each measurement, at least 1
     */
    static Result run(int messages) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        if (messages < 1) {
            throw new org.semigda.conf.UserError("--messages must be at least 1, was " + messages);
        }
        Path home = Files.createTempDirectory("semigda-bench-bus");
        try {
            return new Result(messages, local(messages), clustered(home, messages));
        } finally {
            FolderTree.delete(home);
        }
    }

    private static Figures local(int messages) throws InterruptedException, ExecutionException, TimeoutException {
        Vertx alone = Vertx.vertx();
        try {
            JsonCodec.registerAll(alone.eventBus());
            return measure(alone, alone, messages);
        } finally {
            await(alone.close());
        }
    }

    private static Figures clustered(Path home, int messages)
            throws InterruptedException, ExecutionException, TimeoutException {
        ClusterSettings cluster =
                new ClusterSettings(Optional.empty(), Optional.empty(), ClusterSettings.Place.LOOPBACK);
        Clustering.Formed formed = await(Clustering.form(new VertxOptions(), home, cluster));
        try (ClusterMember worker = ClusterMember.beside(formed, home)) {
            JsonCodec.registerAll(formed.vertx().eventBus());
            return measure(formed.vertx(), worker.vertx(), messages);
        } finally {
            await(formed.vertx().close());
        }
    }

    private static Figures measure(Vertx receiver, Vertx sender, int messages)
            throws InterruptedException, ExecutionException, TimeoutException {
        await(receiver.eventBus()
                .<RunEvent>consumer(Addresses.BENCH, message -> message.reply(new NodeMessage.Ack(true)))
                .completion());
        BusBench bench = new BusBench(sender.eventBus());
        bench.flood(messages);
        bench.oneByOne(messages);
        double perSecond = bench.flood(messages);
        double[] micros = bench.oneByOne(messages);
        return new Figures(perSecond, micros[micros.length / 2], micros[(int) (0.99 * (micros.length - 1))]);
    }

    /** Messages a second, many under way at once. */
    private double flood(int messages) throws InterruptedException, ExecutionException, TimeoutException {
        Semaphore room = new Semaphore(WINDOW);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            room.acquire();
            send(i).onFailure(failures::add).onComplete(done -> room.release());
        }
        if (!room.tryAcquire(WINDOW, SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("messages of the event bus were not acknowledged within " + SECONDS + " s");
        }
        if (!failures.isEmpty()) {
            throw new ExecutionException("a message of the event bus failed", failures.get(0));
        }
        return messages * 1e9 / (System.nanoTime() - start);
    }

    /** Microseconds that each takes, sorted. */
    private double[] oneByOne(int messages) throws InterruptedException, ExecutionException, TimeoutException {
        double[] micros = new double[messages];
        for (int i = 0; i < messages; i++) {
            long start = System.nanoTime();
            await(send(i));
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(micros);
        return micros;
    }

    private Future<Message<NodeMessage.Ack>> send(long step) {
        Map<String, Double> values = new TreeMap<>();
        for (int i = 0; i < 14; i++) {
            values.put("loss/number_" + i, 1.0 / (step + i + 1));
        }
        RunId run = RunId.create(Instant.EPOCH, new SplittableRandom(1));
        return sender.request(
                Addresses.BENCH, new RunEvent(run, 1, step + 1, 0, new RunEvent.Metrics(2, step, values)));
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }
}
