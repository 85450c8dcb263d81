package org.semigda.orchestrator.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunId;

/** The table of all runs. May be used by any thread; every method blocks. */
public final class RunIndex implements AutoCloseable {

    private static final String COLUMNS =
            "folder, stamp, name, state, preset, method, data, priority, created, started,"
                    + " ended, best, score, request_key, request_hash, shown, hash";
    private static final int LONGEST_PATH = 4096;

    private final IndexDatabase database;

    private RunIndex(IndexDatabase database) {
        this.database = database;
    }

    /** Opens the index and brings its tables up to date. */
    public static RunIndex open(DatabaseSettings settings) {
        return new RunIndex(IndexDatabase.open(settings));
    }

    /** Writes what is known about a run, new or not. */
    public void put(RunView view, Path folder, String stamp) throws SQLException {
        putAll(List.of(new IndexedRun.Row(view, folder, stamp)));
    }

    /** Writes several runs in one transaction. */
    void putAll(List<IndexedRun.Row> rows) throws SQLException {
        String insert =
                "INSERT INTO runs (id, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        String update =
                "UPDATE runs SET (" + COLUMNS + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?";
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement change = connection.prepareStatement(update);
                    PreparedStatement add = connection.prepareStatement(insert)) {
                for (IndexedRun.Row row : rows) {
                    fill(change, row, 1);
                    change.setString(18, row.run().id().value());
                    if (change.executeUpdate() == 0) {
                        add.setString(1, row.run().id().value());
                        fill(add, row, 2);
                        add.executeUpdate();
                    }
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static void fill(PreparedStatement statement, IndexedRun.Row row, int first) throws SQLException {
        RunRecord run = row.run();
        int at = first;
        statement.setString(at++, row.folder().toString());
        statement.setString(at++, row.stamp());
        statement.setString(at++, run.spec().name());
        statement.setString(at++, run.state().name());
        statement.setString(at++, run.spec().preset());
        statement.setString(at++, run.settings().getOrDefault("method", ""));
        statement.setString(at++, cut(run.spec().data()));
        statement.setInt(at++, run.spec().queue().priority());
        statement.setLong(at++, run.created());
        statement.setLong(at++, run.started().orElse(-1));
        statement.setLong(at++, run.ended().orElse(-1));
        statement.setDouble(at++, row.best());
        statement.setDouble(at++, row.score());
        statement.setString(
                at++, run.request().map(RunRecord.RepeatableRequest::key).orElse(null));
        statement.setString(
                at++, run.request().map(RunRecord.RepeatableRequest::hash).orElse(null));
        statement.setString(at++, row.view().toJson().encode());
        statement.setString(at, run.hash());
    }

    private static String cut(String path) {
        return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH);
    }

    /** Forgets a run. */
    public void remove(RunId id) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement("DELETE FROM runs WHERE id = ?")) {
            statement.setString(1, id.value());
            statement.executeUpdate();
        }
    }

    /** Forgets every run. */
    void clear() throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement("DELETE FROM runs")) {
            statement.executeUpdate();
        }
    }

    /** One page of runs. */
    public List<IndexedRun> find(RunQuery query) throws SQLException {
        RunSql sql = RunSql.of(query);
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.fill(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<IndexedRun> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(read(rows));
                }
                return found;
            }
        }
    }

    private static IndexedRun read(ResultSet rows) throws SQLException {
        String id = rows.getString("id");
        return new IndexedRun(
                id,
                Path.of(rows.getString("folder")),
                rows.getString("stamp"),
                rows.getString("shown"),
                new RunQuery.Place(String.valueOf(rows.getString("place")), id));
    }

    /** The run of an id. */
    public Optional<IndexedRun> find(RunId id) throws SQLException {
        return one("SELECT id, folder, stamp, shown, id AS place FROM runs WHERE id = ?", id.value());
    }

    /** The run that a request with this {@code Idempotency-Key} made. */
    public Optional<IndexedRun> findRequest(String key) throws SQLException {
        return one("SELECT id, folder, stamp, shown, request_hash AS place FROM runs WHERE request_key = ?", key);
    }

    /** The runs that compute the same, by {@link RunRecord#hash}, the newest first. */
    public List<IndexedRun> findSame(String hash) throws SQLException {
        String sql =
                "SELECT id, folder, stamp, shown, id AS place FROM runs WHERE hash = ? ORDER BY created DESC, id DESC";
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, hash);
            try (ResultSet rows = statement.executeQuery()) {
                List<IndexedRun> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(read(rows));
                }
                return found;
            }
        }
    }

    private Optional<IndexedRun> one(String sql, String value) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(rows)) : Optional.empty();
            }
        }
    }

    /** The stamp of every run's folder, by id, with whether the run has ended. */
    Map<String, Known> known() throws SQLException {
        String sql = "SELECT id, folder, stamp, state FROM runs";
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            Map<String, Known> all = new LinkedHashMap<>();
            while (rows.next()) {
                all.put(
                        rows.getString("id"),
                        new Known(Path.of(rows.getString("folder")), rows.getString("stamp"), rows.getString("state")));
            }
            return all;
        }
    }

    /** What the index last knew of a folder. */
    record Known(Path folder, String stamp, String state) {}

    /** How many runs are in each state. */
    public Map<String, Long> countByState() throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT state, COUNT(*) AS runs FROM runs GROUP BY state");
                ResultSet rows = statement.executeQuery()) {
            Map<String, Long> counts = new LinkedHashMap<>();
            while (rows.next()) {
                counts.put(rows.getString("state"), rows.getLong("runs"));
            }
            return counts;
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
