package org.semigda.orchestrator;

import io.vertx.core.Future;
import org.semigda.orchestrator.run.Projection;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;

/** A run in memory. Changed on the orchestrator's context alone; its view may be taken by anybody. */
final class Run {

    private final RunFolder folder;
    private final Projection projection;
    private volatile RunRecord record;
    private Future<?> intake = Future.succeededFuture();
    private Future<Void> saved = Future.succeededFuture();
    private long toldAt;
    private boolean hopelessTold;

    Run(RunStore.Loaded loaded) {
        this.folder = loaded.folder();
        this.projection = loaded.projection();
        this.record = loaded.record();
    }

    RunId id() {
        return record.id();
    }

    RunFolder folder() {
        return folder;
    }

    Projection projection() {
        return projection;
    }

    RunRecord record() {
        return record;
    }

    void record(RunRecord next) {
        record = next;
    }

    RunState state() {
        return record.state();
    }

    int attempt() {
        return record.attempt();
    }

    RunView view() {
        return RunView.of(record, projection);
    }

    /** The end of the chain of events that are being stored; the next event joins behind it. */
    Future<?> intake() {
        return intake;
    }

    void intake(Future<?> last) {
        intake = last;
    }

    /** Completes when the newest record is in the file. */
    Future<Void> saved() {
        return saved;
    }

    void saved(Future<Void> last) {
        saved = last;
    }

    /** When watchers were last told about the run's progress. */
    long toldAt() {
        return toldAt;
    }

    void toldAt(long time) {
        toldAt = time;
    }

    /** Whether this is the first time that nobody has the run's device. */
    boolean firstHopeless() {
        boolean first = !hopelessTold;
        hopelessTold = true;
        return first;
    }
}
