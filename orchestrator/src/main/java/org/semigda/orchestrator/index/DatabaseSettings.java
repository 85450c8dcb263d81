package org.semigda.orchestrator.index;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the index is.
 *
 * @param url a JDBC address: {@code jdbc:h2:...} or {@code jdbc:postgresql://HOST/DATABASE}
 * @param user empty for none
 * @param password empty for none; never logged
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<String> password) {

    /** A file beside the runs. */
    public static DatabaseSettings inHome(Path home) {
        String file = home.toAbsolutePath()
                .normalize()
                .resolve("index")
                .resolve("runs")
                .toString();
        // A semicolon would begin H2's own settings.
        return of("jdbc:h2:file:" + file.replace("\\", "/").replace(";", "\\;") + ";DB_CLOSE_ON_EXIT=FALSE");
    }

    /** In memory, for a process that has one run and ends with it. */
    public static DatabaseSettings inMemory(String name) {
        return of("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    }

    /** An address that needs no user. */
    public static DatabaseSettings of(String url) {
        return new DatabaseSettings(url, Optional.empty(), Optional.empty());
    }

    /** Whether losing the database file costs nothing but the time to make it again, so that a broken one is moved away. */
    boolean isOwnFile() {
        return url.startsWith("jdbc:h2:file:");
    }

    /** The address without what might be secret in it. */
    @Override
    public String toString() {
        return url.replaceAll("[?;].*", "");
    }
}
