package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.semigda.orchestrator.index.DatabaseSettings;
import org.semigda.orchestrator.index.IndexSync;
import org.semigda.orchestrator.index.IndexedRun;
import org.semigda.orchestrator.index.RunIndex;
import org.semigda.orchestrator.index.RunQuery;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.RunId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every run there is: those in memory, and through the index those that ended before this process began. A run is opened
 * when somebody first asks for it. Futures complete on the orchestrator's context, where all methods are called.
 */
final class Catalog {

    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private final Vertx vertx;
    private final StoreThread thread;
    private final RunStore store;
    private final RunRegistry runs;
    private final DatabaseSettings database;
    private final Map<RunId, Future<Optional<Run>>> opening = new HashMap<>();
    /** Runs whose files are being taken away; nobody finds them any more. */
    private final Set<RunId> leaving = new HashSet<>();

    private final Promise<RunIndex> index = Promise.promise();

    Catalog(Vertx vertx, StoreThread thread, RunStore store, RunRegistry runs, DatabaseSettings database) {
        this.vertx = vertx;
        this.thread = thread;
        this.store = store;
        this.runs = runs;
        this.database = database;
    }

    /** Opens store and index, makes them agree, and gives the runs that are not at their end. */
    Future<List<RunStore.Loaded>> open() {
        return thread.run(() -> {
            store.open();
            RunIndex opened = RunIndex.open(database);
            index.complete(opened);
            IndexSync.Result result = IndexSync.run(store, opened);
            LOG.info("{} runs, of which {} folders had to be read", result.runs(), result.opened());
            return result.unfinished();
        });
    }

    private RunIndex index() {
        return index.future().result();
    }

    /** A run by its id. */
    Future<Optional<Run>> find(RunId id) {
        Optional<Run> known = runs.find(id);
        if (known.isPresent()) {
            return Future.succeededFuture(known);
        }
        if (leaving.contains(id)) {
            return Future.succeededFuture(Optional.empty());
        }
        Future<Optional<Run>> under = opening.get(id);
        if (under != null) {
            return under;
        }
        Future<Optional<Run>> found = vertx.executeBlocking(() -> load(id), false)
                .map(loaded -> {
                    opening.remove(id);
                    loaded.ifPresent(run -> runs.add(new Run(run)));
                    return runs.find(id);
                });
        if (!found.isComplete()) {
            opening.put(id, found);
        }
        return found.onFailure(error -> opening.remove(id));
    }

    private Optional<RunStore.Loaded> load(RunId id) throws SQLException, IOException {
        Optional<IndexedRun> row = index().find(id);
        if (row.isEmpty() || !RunFolder.holdsRun(row.get().folder())) {
            return Optional.empty();
        }
        return Optional.of(store.open(row.get().folder()));
    }

    /** One page of runs, as the index has them. */
    Future<List<IndexedRun>> list(RunQuery query) {
        return vertx.executeBlocking(() -> index().find(query), false);
    }

    /** How many runs are in each state. */
    Future<Map<String, Long>> countByState() {
        return vertx.executeBlocking(() -> index().countByState(), false);
    }

    /** The run that a request made which can be repeated, with the hash it was made with. */
    Future<Optional<RunId>> submittedBy(RunRecord.RepeatableRequest request) {
        return thread.run(() -> {
            Optional<IndexedRun> row = index().findRequest(request.key());
            if (row.isPresent() && !row.get().place().value().equals(request.hash())) {
                throw Submissions.keyReused(request.key());
            }
            return row.map(run -> new RunId(run.id()));
        });
    }

    /** The runs that compute the same, by their hash, the newest first. */
    Future<List<RunId>> same(String hash) {
        return thread.run(() ->
                index().findSame(hash).stream().map(row -> new RunId(row.id())).toList());
    }

    /** Runs as lists show them; those that are gone are left out. What is in memory is newer than the index. */
    Future<Map<RunId, JsonObject>> shown(List<RunId> ids) {
        Map<RunId, JsonObject> found = new LinkedHashMap<>();
        ids.forEach(
                id -> runs.find(id).ifPresent(run -> found.put(id, run.view().toJson())));
        List<RunId> rest = ids.stream().filter(id -> !found.containsKey(id)).toList();
        if (rest.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return vertx.executeBlocking(
                () -> {
                    for (RunId id : rest) {
                        index().find(id).ifPresent(row -> found.put(id, new JsonObject(row.shown())));
                    }
                    return found;
                },
                false);
    }

    /** On the store's thread: notes what is known about a run. Its folder has it already, so a failure only costs time. */
    void note(RunView view, RunFolder folder) {
        if (!RunFolder.holdsRun(folder.path())) {
            return; // deleted since somebody asked for this note
        }
        try {
            index().put(view, folder.path(), RunFolder.stamp(folder.path()));
        } catch (SQLException e) {
            LOG.error("run {} cannot be noted in the index; the next start reads its folder again", view.id(), e);
        }
    }

    /** Takes a run away for good: at once for everybody, so that nothing can be asked of it while its files go. */
    Future<Void> delete(Run run) {
        if (runs.find(run.id()).filter(run::equals).isEmpty()) {
            throw Refusal.noRun(run.id().value());
        }
        runs.remove(run.id());
        leaving.add(run.id());
        List<String> problems = new ArrayList<>();
        return thread.<Void>run(() -> {
                    store.delete(run.folder());
                    try {
                        index().remove(run.id());
                    } catch (SQLException e) {
                        problems.add(String.valueOf(e.getMessage()));
                    }
                    return null;
                })
                .onComplete(done -> leaving.remove(run.id()))
                .onSuccess(done -> problems.forEach(
                        problem -> LOG.error("run {} is deleted but still stands in the index: {}", run.id(), problem)))
                .onFailure(error -> runs.add(run));
    }

    /** On the store's thread: closes index and store. */
    void close() throws IOException {
        if (index.future().isComplete()) {
            index().close();
        }
        store.close();
    }

    /** Whether the folder of a run is one of the home's. */
    boolean owns(Run run) {
        return store.owns(run.folder().path());
    }
}
