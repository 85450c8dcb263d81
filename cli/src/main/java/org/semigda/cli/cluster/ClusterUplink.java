package org.semigda.cli.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.semigda.conf.UserError;
import org.semigda.worker.Uplink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches the orchestrator over the cluster. When it has not answered for a while (it was killed, or the network was cut),
 * the membership is thrown away and a new one made as soon as somebody listens again: a clustered event bus that was cut off
 * may never hear anything again (vert.x issue 4394), and the leases of Hazelcast are far too long. What trains does not
 * notice: it runs on another Vert.x.
 */
final class ClusterUplink implements Uplink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterUplink.class);
    private static final long CHECK_MILLIS = 1_000;
    /** A node speaks every second; after so long without one answer the connection counts as lost. */
    private static final long SILENCE_MILLIS = 6_000;

    private static final long PAUSE_MILLIS = 500;

    private final Vertx work;
    private final ClusterMember.Door door;
    private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService joining = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "semigda-uplink");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Optional<ClusterMember> member;
    private volatile long answered = System.nanoTime();
    private volatile boolean closed;

    /** Messages of an address, to be handled on a context. */
    private record Listener<T>(String address, Context context, Handler<Message<T>> handler) {

        Future<Void> on(Vertx vertx) {
            MessageConsumer<T> consumer = vertx.eventBus().consumer(address);
            consumer.handler(message -> context.runOnContext(v -> handler.handle(message)));
            return consumer.completion();
        }
    }

    private ClusterUplink(Vertx work, ClusterMember.Door door, ClusterMember first) {
        this.work = work;
        this.door = door;
        this.member = Optional.of(first);
    }

    /**
     * Joins for the first time. Blocks.
     *
     * @param work the Vert.x that the node runs on
     * @throws UserError when it is not let in
     */
    static ClusterUplink open(Vertx work, ClusterMember.Door door) {
        ClusterUplink uplink = new ClusterUplink(work, door, ClusterMember.join(door));
        work.setPeriodic(CHECK_MILLIS, check -> uplink.check());
        return uplink;
    }

    @Override
    public <T> Future<T> request(String address, Object message, DeliveryOptions options) {
        Context caller = work.getOrCreateContext();
        Optional<ClusterMember> now = member;
        if (now.isEmpty()) {
            return Future.failedFuture("there is no connection to " + door.text());
        }
        Promise<T> answer = Promise.promise();
        now.get().vertx().eventBus().<T>request(address, message, options).onComplete(result -> {
            if (result.succeeded() || isAnswer(result.cause())) {
                answered = System.nanoTime();
            }
            caller.runOnContext(v -> {
                if (result.succeeded()) {
                    answer.tryComplete(result.result().body());
                } else {
                    answer.tryFail(result.cause());
                }
            });
        });
        // A membership that is thrown away takes its own timers with it.
        long timer = work.setTimer(
                options.getSendTimeout() + CHECK_MILLIS,
                late -> answer.tryFail(
                        "no answer from " + door.text() + " within " + options.getSendTimeout() + " ms"));
        answer.future().onComplete(done -> work.cancelTimer(timer));
        return answer.future();
    }

    private static boolean isAnswer(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
    }

    @Override
    public <T> Future<Void> listen(String address, Handler<Message<T>> handler) {
        Listener<T> listener = new Listener<>(address, work.getOrCreateContext(), handler);
        listeners.add(listener);
        Promise<Void> ready = Promise.promise();
        member.ifPresentOrElse(
                now -> listener.on(now.vertx())
                        .onComplete(done -> listener.context().runOnContext(v -> ready.handle(done))),
                ready::complete);
        return ready.future();
    }

    private void check() {
        boolean silent = System.nanoTime() - answered > TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS);
        Optional<ClusterMember> lost = member;
        if (silent && lost.isPresent() && !closed) {
            LOG.warn("the orchestrator at {} does not answer; runs go on, and the cluster is joined anew", door.text());
            member = Optional.empty();
            joining.execute(() -> {
                lost.get().close();
                rejoin();
            });
        }
    }

    private void rejoin() {
        String told = "";
        while (!closed) {
            try {
                ClusterMember next = ClusterMember.join(door);
                for (Listener<?> listener : listeners) {
                    listener.on(next.vertx())
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
                }
                answered = System.nanoTime();
                member = Optional.of(next);
                LOG.info("joined the cluster at {} again", door.text());
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) { // whatever it is, the orchestrator may be back in a moment
                String message = String.valueOf(e.getMessage());
                if (!message.equals(told)) {
                    LOG.warn("not joined yet: {}", message);
                    told = message;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        joining.shutdownNow();
        member.ifPresent(ClusterMember::close);
    }
}
