package org.semigda.orchestrator.index;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.semigda.conf.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to the database of the index, and its tables. */
final class IndexDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexDatabase.class);
    private static final int CONNECTIONS = 4;
    private static final int PATIENCE_MILLIS = 10_000;

    private final HikariDataSource source;

    private IndexDatabase(HikariDataSource source) {
        this.source = source;
    }

    /**
     * Connects and brings the tables up to date. A file of our own that cannot be read is moved away and made again: all
     * it says stands in the run folders.
     *
     * @throws UserError when a database that is not our own file cannot be used
     */
    static IndexDatabase open(DatabaseSettings settings) {
        try {
            return connect(settings);
        } catch (RuntimeException e) { // Hikari's and Flyway's own, for whatever the driver ran into
            if (!settings.isOwnFile()) {
                throw new UserError(
                        "the index in " + settings + " cannot be used: " + root(e) + "; check address, user and rights",
                        e);
            }
            LOG.warn("the index in {} cannot be read and is made again from the run folders", settings, e);
            moveAway(settings);
            return connect(settings);
        }
    }

    private static IndexDatabase connect(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("semigda-index");
        config.setJdbcUrl(settings.url());
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        HikariDataSource source = new HikariDataSource(config);
        try {
            Flyway.configure(IndexDatabase.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:org/semigda/orchestrator/index")
                    .table("semigda_migrations")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            return new IndexDatabase(source);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static void moveAway(DatabaseSettings settings) {
        String file = settings.toString().substring("jdbc:h2:file:".length()) + ".mv.db";
        try {
            Files.move(Path.of(file), Path.of(file + ".broken"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the broken index " + file + " cannot be moved away", e);
        }
    }

    private static String root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    Connection connection() throws SQLException {
        return source.getConnection();
    }

    @Override
    public void close() {
        source.close();
    }
}
