package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.train.Position;
import org.semigda.train.TrainingPlan;

/**
 * Loads the batches of one run, ahead of the device and never further ahead than the worker's credit: decoding and
 * augmenting happen on worker threads, and batches leave in the order of the plan.
 */
final class DataLoaderVerticle extends VerticleBase {

    private final String address;
    private final String workerAddress;
    private final BatchLoader loader;
    private final TrainingPlan plan;
    private long next;
    private int credit;
    private boolean loading;
    private boolean stopped;

    /**
     * @param address where credit arrives
     * @param workerAddress where batches go
     * @param firstStep the first step to load for, over all stages
     */
    DataLoaderVerticle(String address, String workerAddress, BatchLoader loader, TrainingPlan plan, long firstStep) {
        this.address = address;
        this.workerAddress = workerAddress;
        this.loader = loader;
        this.plan = plan;
        this.next = firstStep;
    }

    @Override
    public Future<?> start() {
        MessageConsumer<LocalMessage.Credit> consumer = vertx.eventBus().localConsumer(address);
        consumer.handler(this::onCredit);
        return consumer.completion();
    }

    private void onCredit(Message<LocalMessage.Credit> message) {
        credit += message.body().batches();
        loadNext();
    }

    private void loadNext() {
        if (loading || stopped || credit == 0 || next >= plan.steps()) {
            return;
        }
        loading = true;
        credit--;
        Position position = plan.at(next++);
        vertx.executeBlocking(() -> loader.training(position.stage().number(), position.stageStep()))
                .onComplete(loaded -> {
                    loading = false;
                    if (loaded.succeeded()) {
                        hand(position, loaded.result());
                        loadNext();
                    } else {
                        next = plan.steps(); // nothing comes after a batch that is missing
                        send(new LocalMessage.LoadingFailed(loaded.cause()));
                    }
                });
    }

    private void hand(Position position, Batch batch) {
        if (stopped) {
            batch.close();
        } else {
            send(new LocalMessage.BatchReady(position, batch));
        }
    }

    private void send(LocalMessage message) {
        vertx.eventBus().send(workerAddress, message, LocalCodec.options());
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        if (next < plan.steps()) {
            // A worker that is still at it would wait for ever for the batches that do not come.
            send(new LocalMessage.LoadingFailed(
                    new IllegalStateException("the loader ended at step " + next + " of " + plan.steps())));
        }
        return Future.succeededFuture();
    }
}
