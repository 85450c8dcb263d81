package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.checkpoint.RunCheckpoints;

/**
 * Writes the checkpoints of one run, one after the other and off the event loop, while training goes on. A checkpoint
 * that cannot be written is answered with its failure, which ends the run: a run that cannot be continued must not look as
 * if it could.
 */
final class CheckpointVerticle extends VerticleBase {

    private final String address;
    private final Path folder;
    private final CheckpointPolicy policy;
    private Future<?> writing = Future.succeededFuture();

    CheckpointVerticle(String address, Path folder, CheckpointPolicy policy) {
        this.address = address;
        this.folder = folder;
        this.policy = policy;
    }

    @Override
    public Future<?> start() {
        String writer = UUID.randomUUID().toString();
        return vertx.executeBlocking(() -> RunCheckpoints.take(folder, policy, writer))
                .compose(this::listen);
    }

    private Future<Void> listen(RunCheckpoints checkpoints) {
        MessageConsumer<LocalMessage.Write> consumer = vertx.eventBus().localConsumer(address);
        consumer.handler(message -> write(checkpoints, message));
        return consumer.completion();
    }

    /** Blocking work of one verticle is done in the order in which it was asked for. */
    private void write(RunCheckpoints checkpoints, Message<LocalMessage.Write> message) {
        LocalMessage.Write write = message.body();
        writing = vertx.executeBlocking(() -> {
                    long began = System.nanoTime();
                    RunCheckpoints.Change change = checkpoints.write(write.names(), write.snapshot());
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                    return new LocalMessage.Written(change.saved(), change.removed(), millis);
                })
                .onSuccess(written -> message.reply(written, LocalCodec.options()))
                .onFailure(e -> message.fail(1, String.valueOf(e.getMessage())));
    }

    /** A process that ends in the middle of a write would leave its rest for the next attempt to clear. */
    @Override
    public Future<?> stop() {
        return writing.otherwiseEmpty();
    }
}
