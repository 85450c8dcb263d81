package org.semigda.orchestrator.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.run.Projection;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.Failure;
import org.semigda.protocol.Queueing;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;

/** What an index must do, whichever database it is in. */
abstract class RunIndexKit {

    @TempDir
    private Path home;

    private RunStore store;
    private RunIndex index;

    abstract DatabaseSettings database(Path folder);

    @BeforeEach
    void open() throws IOException, SQLException {
        store = new RunStore(home);
        index = RunIndex.open(database(home));
        index.clear();
    }

    @AfterEach
    void close() throws IOException {
        index.close();
        store.close();
    }

    private static RunId id(int n) {
        return new RunId(String.format("20261123-%06d-aaaa", n));
    }

    private static RunRecord record(int n, String name, int priority) {
        Queueing queue = new Queueing(priority, List.of(), 3, 0, List.of());
        RunSpec spec = new RunSpec(RunSpec.VERSION, name, "/data/" + n % 2, "demo", Map.of(), queue);
        return RunRecord.queued(id(n), spec, Map.of("method", "semigda"), 1000 + n, "1");
    }

    private void put(RunRecord record, double best) throws SQLException {
        RunView view = new RunView(record, Optional.empty(), Map.of("dice", best), Map.of(), 0);
        index.put(view, home.resolve("runs").resolve(record.id().value()), "stamp");
    }

    private List<String> found(RunQuery query) throws SQLException {
        return index.find(query).stream().map(IndexedRun::id).toList();
    }

    private static RunQuery query(RunQuery.Order order, boolean descending, int limit) {
        RunQuery any = RunQuery.newest(limit);
        return new RunQuery(any.states(), any.text(), any.preset(), any.data(), order, descending, any.after(), limit);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeatInEveryOrder() throws SQLException {
        for (int n = 0; n < 23; n++) {
            put(record(n, "run " + n % 5, n % 3), n % 4 / 4.0);
        }
        for (RunQuery.Order order : RunQuery.Order.values()) {
            for (boolean descending : new boolean[] {true, false}) {
                RunQuery all = query(order, descending, 100);
                List<String> whole = found(all);
                assertThat(whole).hasSize(23);
                List<String> pieced = new ArrayList<>();
                Optional<RunQuery.Place> after = Optional.empty();
                for (int page = 0; page < 5; page++) {
                    List<IndexedRun> piece = index.find(new RunQuery(
                            all.states(), all.text(), all.preset(), all.data(), order, descending, after, 5));
                    piece.forEach(run -> pieced.add(run.id()));
                    after = Optional.of(piece.get(piece.size() - 1).place());
                    assertThat(after.get().fits(order)).isTrue();
                }
                assertThat(pieced).as(order + " " + descending).isEqualTo(whole);
            }
        }
        assertThat(found(query(RunQuery.Order.CREATED, true, 2))).containsExactly(id(22).value(), id(21).value());
    }

    @Test
    void filtersNarrowAndTakeNoWildcardsFromUsers() throws SQLException {
        put(record(1, "100% Kvasir", 0), 0);
        put(record(2, "BUSI", 0).to(RunState.STARTING, 5), 0);
        RunQuery all = RunQuery.newest(10);
        assertThat(found(new RunQuery(
                        Set.of(RunState.STARTING, RunState.FAILED),
                        all.text(),
                        all.preset(),
                        all.data(),
                        all.order(),
                        true,
                        all.after(),
                        10)))
                .containsExactly(id(2).value());
        assertThat(found(named("0% KVA"))).containsExactly(id(1).value());
        assertThat(found(named("%"))).containsExactly(id(1).value());
        assertThat(found(named("_USI"))).isEmpty();
        assertThat(found(named("'; DROP TABLE runs; --"))).isEmpty();
        assertThat(index.countByState()).isEqualTo(Map.of("QUEUED", 1L, "STARTING", 1L));
    }

    private static RunQuery named(String text) {
        RunQuery all = RunQuery.newest(10);
        return new RunQuery(
                all.states(), Optional.of(text), all.preset(), all.data(), all.order(), true, all.after(), 10);
    }

    @Test
    void aRequestIsFoundByItsKey() throws SQLException {
        put(record(1, "a", 0).requestedBy(Optional.of(new RunRecord.RepeatableRequest("key", "h"))), 0);
        assertThat(index.findRequest("key").map(IndexedRun::id)).contains(id(1).value());
        assertThat(index.findRequest("other")).isEmpty();
        put(record(1, "b", 0), 0);
        assertThat(index.findRequest("key")).isEmpty();
        index.remove(id(1));
        assertThat(index.find(id(1))).isEmpty();
    }

    @Test
    void theIndexFollowsTheFoldersAndReadsOnlyWhatChanged() throws IOException, SQLException {
        store.open();
        for (int n = 0; n < 3; n++) {
            RunStore.Loaded run = store.create(store.path(record(n, "run", 0)), record(n, "run", 0), "{}");
            run.folder()
                    .append(new RunEvent(id(n), 1, 1, 5, new RunEvent.Metrics(2, 1, Map.of("validation/dice", 0.5))));
            if (n > 0) {
                run.folder().save(record(n, "run", 0).failed(new Failure("c", "m", ""), 9));
            }
            run.folder().close();
        }
        IndexSync.Result first = IndexSync.run(store, index);
        assertThat(first.runs()).isEqualTo(3);
        assertThat(first.unfinished()).extracting(run -> run.record().id()).containsExactly(id(0));
        assertThat(IndexSync.run(store, index).opened())
                .as("only the one that is not at its end")
                .isEqualTo(1);

        Files.writeString(home.resolve("runs/" + id(1) + "/events.jsonl"), "{\"torn", StandardOpenOption.APPEND);
        assertThat(IndexSync.run(store, index).opened()).isEqualTo(2);
        store.delete(store.open(home.resolve("runs/" + id(2))).folder());
        assertThat(IndexSync.run(store, index).runs()).isEqualTo(2);
        assertThat(found(RunQuery.newest(10))).containsExactly(id(1).value(), id(0).value());
        assertThat(IndexSync.rebuild(store, index).opened()).isEqualTo(2);
        assertThat(found(RunQuery.newest(10))).hasSize(2);
    }

    @Test
    void whatTheIndexShowsIsWhatTheRunSays() throws SQLException {
        RunView view = RunView.of(record(1, "Größe", 7), new Projection());
        index.put(view, home, RunFolder.stamp(home));
        assertThat(index.find(id(1)).orElseThrow().shown())
                .isEqualTo(view.toJson().encode());
    }
}
