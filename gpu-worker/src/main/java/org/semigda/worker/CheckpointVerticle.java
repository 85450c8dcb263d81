package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.checkpoint.RunCheckpoints;
import org.semigda.worker.remote.RunOutbox;

/**
 * Writes the checkpoints of one run, one after the other and off the event loop, while training goes on, and brings them
 * and other results to the run's folder where this machine does not see it. A checkpoint
 * that cannot be written is answered with its failure, which ends the run: a run that cannot be continued must not look as
 * if it could.
 */
final class CheckpointVerticle extends VerticleBase {

    private final String address;
    private final Path folder;
    private final CheckpointPolicy policy;
    private final RunOutbox outbox;
    private Future<?> writing = Future.succeededFuture();

    /**
     * @param folder of the checkpoints
     * @param outbox brings them to where they count
     */
    CheckpointVerticle(String address, Path folder, CheckpointPolicy policy, RunOutbox outbox) {
        this.address = address;
        this.folder = folder;
        this.policy = policy;
        this.outbox = outbox;
    }

    @Override
    public Future<?> start() {
        String writer = UUID.randomUUID().toString();
        return vertx.executeBlocking(() -> RunCheckpoints.take(folder, policy, writer))
                .compose(this::listen);
    }

    private Future<Void> listen(RunCheckpoints checkpoints) {
        MessageConsumer<LocalMessage> consumer = vertx.eventBus().localConsumer(address);
        consumer.handler(message -> take(checkpoints, message));
        return consumer.completion();
    }

    /** Blocking work of one verticle is done in the order in which it was asked for. */
    private void take(RunCheckpoints checkpoints, Message<LocalMessage> message) {
        writing = vertx.executeBlocking(() -> answer(checkpoints, message.body()))
                .onSuccess(answer -> message.reply(answer, LocalCodec.options()))
                .onFailure(e -> message.fail(1, String.valueOf(e.getMessage())));
    }

    private LocalMessage answer(RunCheckpoints checkpoints, LocalMessage asked)
            throws IOException, InterruptedException {
        if (asked instanceof LocalMessage.Bring bring) {
            outbox.files(bring.files());
            for (String folder : bring.folders()) {
                outbox.folder(folder);
            }
            return bring;
        }
        if (!(asked instanceof LocalMessage.Write write)) {
            throw new IllegalStateException("not for a writer: " + asked);
        }
        long began = System.nanoTime();
        RunCheckpoints.Change change = checkpoints.write(write.names(), write.snapshot());
        outbox.checkpoints(change.saved(), change.removed());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        return new LocalMessage.Written(change.saved(), change.removed(), millis);
    }

    /** A process that ends in the middle of a write would leave its rest for the next attempt to clear. */
    @Override
    public Future<?> stop() {
        return writing.otherwiseEmpty();
    }
}
