package org.semigda.orchestrator.index;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link RunQuery} as SQL. Every value is a parameter; only column names of our own stand in the text. */
record RunSql(String text, List<Object> values) {

    static RunSql of(RunQuery query) {
        List<String> where = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (!query.states().isEmpty()) {
            where.add("state IN (" + "?, ".repeat(query.states().size() - 1) + "?)");
            query.states().forEach(state -> values.add(state.name()));
        }
        query.text().ifPresent(text -> {
            where.add("(LOWER(name) LIKE ? ESCAPE '!' OR id LIKE ? ESCAPE '!')");
            String pattern = "%" + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%";
            values.add(pattern);
            values.add(pattern);
        });
        query.preset().ifPresent(preset -> {
            where.add("preset = ?");
            values.add(preset);
        });
        query.data().ifPresent(data -> {
            where.add("data = ?");
            values.add(data);
        });
        String column = query.order().word();
        String way = query.descending() ? "DESC" : "ASC";
        query.after().ifPresent(place -> {
            String beyond = query.descending() ? "<" : ">";
            where.add("(" + column + " " + beyond + " ? OR (" + column + " = ? AND id " + beyond + " ?))");
            Object value = value(query.order(), place.value());
            values.add(value);
            values.add(value);
            values.add(place.id());
        });
        String text = "SELECT id, folder, stamp, shown, " + column + " AS place FROM runs"
                + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where))
                + " ORDER BY " + column + " " + way + ", id " + way
                + " LIMIT " + query.limit();
        return new RunSql(text, values);
    }

    /**
     * The value of a column from its text.
     *
     * @throws NumberFormatException when the text is none
     */
    private static Object value(RunQuery.Order order, String text) {
        return switch (order) {
            case NAME, STATE -> text;
            case CREATED, PRIORITY, ENDED -> Long.valueOf(text);
            case BEST, SCORE -> Double.valueOf(text);
        };
    }

    void fill(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
