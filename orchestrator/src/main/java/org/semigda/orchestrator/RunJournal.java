package org.semigda.orchestrator;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.semigda.orchestrator.run.Refusal;
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
    /** Runs whose file says something else than they are. */
    private final Set<Run> unsaved = new LinkedHashSet<>();

    RunJournal(StoreThread store, Catalog catalog, RunFeed feed, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * The run is something else from now on; completes when its file says so. When that cannot be written the future fails:
     * nobody may be told that something was done which the next start would not know. The file is tried again by {@link
     * #saveAgain}.
     */
    Future<Void> change(Run run, RunRecord next) {
        LOG.atInfo()
                .addKeyValue("run", run.id())
                .addKeyValue("attempt", next.attempt())
                .log("run {}: {} -> {}, attempt {}", run.id(), run.state(), next.state(), next.attempt());
        run.record(next);
        Future<Void> saved = write(run, next).eventually(() -> tell(run));
        run.saved(saved);
        return saved;
    }

    private Future<Void> write(Run run, RunRecord next) {
        RunView view = run.view();
        return store.<Void>run(() -> {
                    save(run, next);
                    catalog.note(view, run.folder());
                    return null;
                })
                .recover(error -> Future.failedFuture(notSaved(run, error)))
                .onSuccess(done -> unsaved.remove(run));
    }

    private Refusal notSaved(Run run, Throwable error) {
        if (unsaved.add(run)) {
            LOG.error("run.json of {} cannot be written; it is tried again and again", run.id(), error);
        }
        return new Refusal(
                Refusal.Code.NOT_SAVED,
                "what was asked of run " + run.id() + " is done as long as this server runs, but its file run.json in "
                        + run.folder().path() + " cannot be written ("
                        + error.getClass().getSimpleName() + ": "
                        + error.getMessage() + "), so a restart would forget it. Make room or repair the disk; the file"
                        + " is then written by itself.");
    }

    /** Tries once more to write what could not be written. */
    void saveAgain() {
        for (Run run : List.copyOf(unsaved)) {
            if (run.saved().isComplete()) {
                run.saved(write(run, run.record())
                        .onSuccess(done -> LOG.info("run.json of {} is written at last", run.id())));
            }
        }
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
