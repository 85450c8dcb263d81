package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.datasets.DataFingerprint;
import org.semigda.orchestrator.experiment.ExperimentRecord;
import org.semigda.orchestrator.experiment.ExperimentRecord.CellRun;
import org.semigda.orchestrator.experiment.ExperimentStore;
import org.semigda.orchestrator.experiment.ExperimentView;
import org.semigda.orchestrator.experiment.Plan;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Experiments: finds or makes the run of every cell, one after the other, and goes on with that after a restart. All methods are
 * called on the orchestrator's context.
 */
final class Experiments {

    private static final Logger LOG = LoggerFactory.getLogger(Experiments.class);
    private static final int ID_LENGTH = 16;

    private final Vertx vertx;
    private final StoreThread thread;
    private final ExperimentStore store;
    private final Catalog catalog;
    private final Submissions submissions;
    private final SameRuns same;
    private final DataFingerprint fingerprint;
    private final Clock clock;
    private final Map<String, ExperimentRecord> all = new LinkedHashMap<>();
    private final Set<String> preparing = new HashSet<>();
    /** Preparations come one after the other: two at once could both miss the run that the other is about to make. */
    private Future<Void> last = Future.succeededFuture();

    private boolean closed;

    Experiments(
            Vertx vertx,
            StoreThread thread,
            ExperimentStore store,
            Catalog catalog,
            Submissions submissions,
            SameRuns same,
            DataFingerprint fingerprint,
            Clock clock) {
        this.vertx = vertx;
        this.thread = thread;
        this.store = store;
        this.catalog = catalog;
        this.submissions = submissions;
        this.same = same;
        this.fingerprint = fingerprint;
        this.clock = clock;
    }

    /** Reads what is stored, and goes on with what was cut off. */
    Future<Void> open() {
        return thread.run(store::all).map(found -> {
            found.forEach(record -> all.put(record.id(), record));
            found.stream().filter(record -> !record.prepared()).forEach(record -> prepare(record.id()));
            return null;
        });
    }

    /** Accepts an experiment, or takes up the same one again; its runs are found or made afterwards. */
    Future<ExperimentView> submit(ExperimentSpec spec, Caller caller) {
        String id = Hashes.sha256(Wire.write(spec)).substring(0, ID_LENGTH);
        return thread.run(() -> {
                    submissions.requireUsable(
                            Plan.of(spec).cells().stream()
                                    .map(Plan.of(spec)::run)
                                    .toList(),
                            caller);
                    return true;
                })
                .compose(usable -> {
                    if (preparing.contains(id)) {
                        return view(id);
                    }
                    ExperimentRecord record = Optional.ofNullable(all.get(id))
                            .orElseGet(() -> ExperimentRecord.created(id, spec, clock.millis()));
                    return save(record.askedAgain()).compose(saved -> {
                        prepare(id);
                        return view(id);
                    });
                });
    }

    /** What is cut off now goes on with the next start. */
    void close() {
        closed = true;
    }

    private Future<Void> save(ExperimentRecord record) {
        all.put(record.id(), record);
        return thread.run(() -> {
                    store.save(record);
                    return true;
                })
                .mapEmpty();
    }

    private void prepare(String id) {
        if (!preparing.add(id)) {
            return;
        }
        last = last.transform(before -> findAll(id))
                .transform(done -> {
                    preparing.remove(id);
                    if (closed) {
                        return Future.succeededFuture();
                    }
                    String why = done.failed() ? reason(done.cause()) : "";
                    if (done.failed()) {
                        LOG.warn("experiment {} cannot have all its runs", id, done.cause());
                    }
                    return save(record(id).prepared(why));
                })
                .onFailure(lost -> LOG.error("experiment {} cannot be stored", id, lost));
    }

    private static String reason(Throwable failure) {
        return failure instanceof UserError || failure instanceof IOException
                ? String.valueOf(failure.getMessage())
                : "something broke here; the server's log says what";
    }

    private Future<Void> findAll(String id) {
        Plan plan = Plan.of(record(id).spec());
        Future<Void> chain = Future.succeededFuture();
        for (Plan.Cell cell : plan.cells()) {
            chain = chain.compose(before -> findOne(plan, cell))
                    .compose(run -> save(record(id).with(run)));
        }
        return chain;
    }

    private Future<CellRun> findOne(Plan plan, Plan.Cell cell) {
        RunSpec spec = plan.run(cell);
        Map<String, String> settings = Submissions.settings(spec);
        return vertx.executeBlocking(() -> fingerprint.of(Path.of(spec.data()), settings), false)
                .compose(data -> same.find(cell, RunRecord.hashOf(spec, settings), data))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found.get())
                        : submissions
                                .submit(spec, Wire.write(spec), Optional.empty(), Caller.LOCAL)
                                .map(made -> new CellRun(
                                        cell.line(), cell.seed(), made.run().id(), false)));
    }

    private ExperimentRecord record(String id) {
        ExperimentRecord record = all.get(id);
        if (record == null) {
            throw new Refusal(Refusal.Code.NO_EXPERIMENT, "there is no experiment '" + id + "'");
        }
        return record;
    }

    /** An experiment as it is now. */
    Future<ExperimentView> view(String id) {
        return view(record(id));
    }

    /** Every experiment as it is now, newest first. */
    Future<List<ExperimentView>> views() {
        Comparator<ExperimentRecord> byTime = Comparator.comparingLong(ExperimentRecord::created);
        List<ExperimentRecord> newest = all.values().stream()
                .sorted(byTime.thenComparing(ExperimentRecord::id).reversed())
                .toList();
        List<Future<ExperimentView>> views = new ArrayList<>();
        newest.forEach(record -> views.add(view(record)));
        return Future.all(views).map(together -> together.list());
    }

    private Future<ExperimentView> view(ExperimentRecord record) {
        List<RunId> ids = record.runs().stream().map(CellRun::run).distinct().toList();
        return catalog.shown(ids).map(shown -> {
            Map<String, JsonObject> runs = new LinkedHashMap<>();
            shown.forEach((id, run) -> runs.put(id.value(), run));
            return new ExperimentView(record, runs);
        });
    }
}
