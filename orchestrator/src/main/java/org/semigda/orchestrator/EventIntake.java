package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what workers say: stores it, lets it move the run, tells everybody. The events of a run pass one after the
 * other, so that all see them in the order of their ids.
 */
final class EventIntake {

    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);

    /** News about progress alone is told this often at most. */
    private static final long TELL_EVERY_MILLIS = 1000;

    private final Vertx vertx;
    private final RunRegistry runs;
    private final StoreThread store;
    private final Catalog catalog;
    private final LifeCycle lives;
    private final RunFeed feed;
    private final Clock clock;

    EventIntake(
            Vertx vertx,
            RunRegistry runs,
            StoreThread store,
            Catalog catalog,
            LifeCycle lives,
            RunFeed feed,
            Clock clock) {
        this.vertx = vertx;
        this.runs = runs;
        this.store = store;
        this.catalog = catalog;
        this.lives = lives;
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * Succeeds when the event needs no repetition: it is stored, was stored before, or its run is gone. Fails with {@link
     * AttemptOver} when somebody else speaks for the run by now.
     *
     * @param speaker the attempt of the worker that says it. A worker that continues from a checkpoint says again what its
     *     forerunner may not have got across, as that one's words
     */
    Future<Void> accept(RunEvent event, int speaker) {
        Optional<Run> run = runs.find(event.run());
        if (run.isEmpty()) {
            LOG.warn("dropped an event of run {}, which is not known here", event.run());
            return Future.succeededFuture();
        }
        Run known = run.get();
        Future<Void> done = known.intake().transform(before -> store(known, event, speaker));
        known.intake(done);
        return done;
    }

    private Future<Void> store(Run run, RunEvent event, int speaker) {
        if (speaker != run.attempt() || event.attempt() > speaker) {
            return Future.failedFuture(new AttemptOver(run.id(), speaker, run.attempt()));
        }
        return store.run(() -> run.folder().append(event))
                .recover(error -> failed(
                        run,
                        new IOException(
                                "the events of the run cannot be written to "
                                        + run.folder().path() + ": " + error.getMessage()
                                        + ". Make room or repair the disk, then resume the run.",
                                error)))
                .compose(stored -> stored.isPresent() ? apply(run, stored.get()) : Future.succeededFuture());
    }

    private Future<Void> apply(Run run, StoredEvent stored) {
        run.projection().apply(stored);
        RunEvent event = stored.event();
        // The attempt may have been given up while its last word was being written.
        Future<Void> moved = event.attempt() == run.attempt()
                ? lives.said(run, event.body()).recover(error -> failed(run, error))
                : run.saved().otherwiseEmpty();
        return moved.onComplete(done -> {
            feed.stored(stored);
            vertx.eventBus().publish(Addresses.STORED_EVENTS, stored);
            long now = clock.millis();
            if (now - run.toldAt() >= TELL_EVERY_MILLIS || event.body() instanceof RunEvent.Scores) {
                run.toldAt(now);
                RunView view = run.view();
                feed.changed(view);
                store.run(() -> {
                    catalog.note(view, run.folder());
                    return true;
                });
            }
        });
    }

    /** What cannot be stored must not be lost in silence: the run ends, and the worker keeps the event. */
    private <T> Future<T> failed(Run run, Throwable error) {
        String message = String.valueOf(error.getMessage());
        lives.finish(run, RunState.FAILED, Optional.of(new Failure("store-failed", message, String.valueOf(error))));
        return Future.failedFuture(error);
    }
}
