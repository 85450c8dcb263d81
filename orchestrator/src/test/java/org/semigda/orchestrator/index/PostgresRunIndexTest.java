package org.semigda.orchestrator.index;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same tests on a real PostgreSQL, where one is installed. */
class PostgresRunIndexTest extends RunIndexKit {

    private static @Nullable Postgres server;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> programs = Postgres.programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed here (apt-get install postgresql); skipped");
        int port;
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        server = Postgres.start(programs.orElseThrow(), port);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DatabaseSettings database(Path folder) {
        Postgres running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running.settings();
    }
}
