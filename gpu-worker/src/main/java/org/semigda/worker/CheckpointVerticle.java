package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.file.Path;
import org.semigda.checkpoint.Checkpoint;

/**
 * Writes the checkpoints of one run, one after the other and off the event loop. A checkpoint that cannot be written
 * is answered with its failure, which ends the run: a run that cannot be continued must not look as if it could.
 */
final class CheckpointVerticle extends VerticleBase {

    private final String address;
    private final Path folder;

    CheckpointVerticle(String address, Path folder) {
        this.address = address;
        this.folder = folder;
    }

    @Override
    public Future<?> start() {
        MessageConsumer<LocalMessage.Write> consumer = vertx.eventBus().localConsumer(address);
        consumer.handler(this::write);
        return consumer.completion();
    }

    private void write(Message<LocalMessage.Write> message) {
        LocalMessage.Write write = message.body();
        vertx.executeBlocking(() -> {
                    for (String name : write.names()) {
                        Checkpoint.write(folder.resolve(name), write.snapshot());
                    }
                    return true;
                })
                .onSuccess(message::reply)
                .onFailure(e -> message.fail(1, "checkpoint not written: " + e.getMessage()));
    }
}
