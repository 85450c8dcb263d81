package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.protocol.RunEvent;

/**
 * The checkpoints of one worker that are on their way to disk. Each holds a copy of the weights, so there are
 * {@link #MOST} at most: whoever wants to make another one waits. Belongs to one event loop.
 */
final class PendingWrites {

    /** One is being written while the next is made. */
    static final int MOST = 2;

    /** A disk or an orchestrator that takes longer than this for one checkpoint is taken to be broken. */
    private static final long LONGEST_MILLIS = 4_000_000;

    private final Vertx vertx;
    private final String address;
    private final Supplier<Future<List<RunEvent>>> unheard;
    private final BiConsumer<LocalMessage.Write, LocalMessage.Written> written;
    private final List<Promise<Void>> waiting = new ArrayList<>();
    private Future<Void> last = Future.succeededFuture();
    private int pending;

    /**
     * @param address of the verticle that writes
     * @param unheard what was said and is not stored yet; it goes into each checkpoint
     * @param written hears of each checkpoint that is on disk
     */
    PendingWrites(
            Vertx vertx,
            String address,
            Supplier<Future<List<RunEvent>>> unheard,
            BiConsumer<LocalMessage.Write, LocalMessage.Written> written) {
        this.vertx = vertx;
        this.address = address;
        this.unheard = unheard;
        this.written = written;
    }

    /** Whether another snapshot may not be made yet. */
    boolean full() {
        return pending >= MOST;
    }

    /** Has the checkpoints of one snapshot written, after those that were given before; gives its memory back then. */
    Future<Void> add(List<LocalMessage.Write> writes) {
        pending++;
        Future<Void> mine = last;
        for (LocalMessage.Write write : writes) {
            mine = mine.compose(before -> write(write));
        }
        last = mine;
        return mine.onComplete(done -> {
            pending--;
            writes.forEach(write -> write.memory().close());
            List<Promise<Void>> now = List.copyOf(waiting);
            waiting.clear();
            now.forEach(Promise::complete);
        });
    }

    /** Has files and folders brought to the run's folder, after what was given before. */
    Future<Void> bring(LocalMessage.Bring files) {
        last = last.compose(before -> ask(files)).mapEmpty();
        return last;
    }

    private Future<Void> write(LocalMessage.Write write) {
        return unheard.get()
                .compose(events -> ask(write.with(events)))
                .onSuccess(answer -> written.accept(write, (LocalMessage.Written) answer))
                .mapEmpty();
    }

    private Future<LocalMessage> ask(LocalMessage message) {
        DeliveryOptions patience = LocalCodec.options().setSendTimeout(LONGEST_MILLIS);
        return vertx.eventBus()
                .<LocalMessage>request(address, message, patience)
                .map(Message::body)
                .recover(e ->
                        Future.failedFuture(new CheckpointException("checkpoint not written: " + e.getMessage(), e)));
    }

    /** Completes when another snapshot may be made. */
    Future<Void> room() {
        if (!full()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        waiting.add(promise);
        return promise.future();
    }

    /** Completes when all that was given is on disk; fails when one could not be written. */
    Future<Void> drained() {
        return last;
    }
}
