package org.semigda.orchestrator;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunExports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what becomes of runs, in their folders and in the index, and tells everybody. */
final class RunJournal {

    private static final Logger LOG = LoggerFactory.getLogger(RunJournal.class);

    private final StoreThread store;
    private final Catalog catalog;
    private final RunFeed feed;
    private final Clock clock;

    RunJournal(StoreThread store, Catalog catalog, RunFeed feed, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.feed = feed;
        this.clock = clock;
    }

    /** The run is something else from now on; completes when its file says so. */
    Future<Void> change(Run run, RunRecord next) {
        LOG.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("attempt", next.attempt())
                .log("run {}: {} -> {}, attempt {}", run.id(), run.state(), next.state(), next.attempt());
        run.record(next);
        RunView view = run.view();
        Future<Void> saved = store.<Void>run(() -> {
                    save(run, next);
                    catalog.note(view, run.folder());
                    return null;
                })
                .recover(error -> {
                    // The state holds in memory; what the file says is set right when the run is next recovered.
                    LOG.error("run.json of {} cannot be written", run.id(), error);
                    return Future.succeededFuture();
                })
                .compose(done -> tell(run));
        run.saved(saved);
        return saved;
    }

    private static void save(Run run, RunRecord next) throws IOException {
        run.folder().save(next);
        if (next.state().ended()) {
            try {
                RunExports.intoFolder(run.folder());
            } catch (IOException e) {
                LOG.error("the TensorBoard file of run {} cannot be written", run.id(), e);
            }
            run.folder().close();
        }
    }

    /** Tells everybody how the run is. */
    Future<Void> tell(Run run) {
        run.toldAt(clock.millis());
        feed.changed(run.view());
        return Future.succeededFuture();
    }

    /** Adds a line to the run's log. */
    void log(Run run, String level, String message) {
        LOG.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("attempt", run.attempt())
                .log("run {}: {}", run.id(), message);
        long now = clock.millis();
        store.run(() -> {
                    run.folder().log(now, level, message);
                    return true;
                })
                .onFailure(error -> LOG.error("the log of run {} cannot be written", run.id(), error));
    }
}
