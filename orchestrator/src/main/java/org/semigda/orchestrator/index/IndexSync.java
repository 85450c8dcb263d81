package org.semigda.orchestrator.index;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index agree with the run folders, which are the truth. Folders that did not change since the index last saw
 * them are not opened.
 */
public final class IndexSync {

    private static final Logger LOG = LoggerFactory.getLogger(IndexSync.class);
    private static final int BATCH = 200;

    private final RunStore store;
    private final RunIndex index;
    private final List<RunStore.Loaded> unfinished = new ArrayList<>();
    private final List<IndexedRun.Row> batch = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private int opened;

    private IndexSync(RunStore store, RunIndex index) {
        this.store = store;
        this.index = index;
    }

    /**
     * What came of it.
     *
     * @param unfinished runs that wait or were under way, in the order in which they joined the queue
     * @param runs how many runs there are
     * @param opened how many folders had to be read
     */
    public record Result(List<RunStore.Loaded> unfinished, int runs, int opened) {
        public Result {
            unfinished = List.copyOf(unfinished);
        }
    }

    /** Reads what is new or changed, and forgets what is gone. */
    public static Result run(RunStore store, RunIndex index) throws IOException, SQLException {
        return new IndexSync(store, index).run();
    }

    /** Forgets everything and reads every folder. */
    public static Result rebuild(RunStore store, RunIndex index) throws IOException, SQLException {
        index.clear();
        return run(store, index);
    }

    private Result run() throws IOException, SQLException {
        Map<Path, String> idByFolder = new HashMap<>();
        Map<String, RunIndex.Known> known = index.known();
        known.forEach((id, row) -> idByFolder.put(row.folder(), id));
        for (Path path : store.folders()) {
            String id = idByFolder.get(path);
            RunIndex.Known row = id == null ? null : known.get(id);
            if (row != null && unchanged(row)) {
                seen.add(id);
            } else {
                read(path);
            }
        }
        flush();
        for (Map.Entry<String, RunIndex.Known> row : known.entrySet()) {
            if (!seen.contains(row.getKey())
                    && !RunFolder.holdsRun(row.getValue().folder())) {
                index.remove(new RunId(row.getKey()));
            }
        }
        unfinished.sort(Comparator.comparingLong(
                        (RunStore.Loaded run) -> run.record().times().queued())
                .thenComparing(run -> run.record().id()));
        return new Result(unfinished, seen.size(), opened);
    }

    private static boolean unchanged(RunIndex.Known row) {
        return RunState.valueOf(row.state()).ended()
                && !row.stamp().isEmpty()
                && row.stamp().equals(RunFolder.stamp(row.folder()));
    }

    /** A folder that cannot be read is reported and left alone: it must not take the other runs with it. */
    private void read(Path path) throws SQLException {
        RunStore.Loaded run;
        try {
            run = store.open(path);
        } catch (IOException e) {
            LOG.error("the run in {} cannot be shown: {}. Its files are left as they are.", path, e.getMessage());
            return;
        }
        opened++;
        String id = run.record().id().value();
        if (!seen.add(id)) {
            LOG.error("{} holds run {}, which another folder holds too; it is not shown. Remove one.", path, id);
            return;
        }
        if (!run.record().state().ended()) {
            unfinished.add(run);
        }
        RunView view = RunView.of(run.record(), run.projection());
        batch.add(new IndexedRun.Row(view, path, RunFolder.stamp(path)));
        if (batch.size() == BATCH) {
            flush();
        }
    }

    private void flush() throws SQLException {
        index.putAll(batch);
        batch.clear();
    }
}
