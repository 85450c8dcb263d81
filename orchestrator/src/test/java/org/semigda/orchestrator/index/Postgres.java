package org.semigda.orchestrator.index;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server of the test's own, in a temporary folder, where the programs for it are installed. */
final class Postgres implements AutoCloseable {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path folder;
    private final int port;

    private Postgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** The folder of {@code initdb} and {@code pg_ctl}; empty where there is none. */
    static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst();
        }
    }

    static Postgres start(Path programs, int port) throws Exception {
        Path folder = Files.createTempDirectory("semigda-postgres");
        Postgres server = new Postgres(programs, folder, port);
        if (isRoot()) { // the server refuses to run as root
            run(List.of("chown", "postgres", folder.toString()));
        }
        server.postgres("initdb", "-D", folder.toString(), "-U", "semigda", "--auth=trust", "-N");
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder;
        server.postgres(
                "pg_ctl",
                "-D",
                folder.toString(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                options,
                "-w",
                "start");
        server.postgres("createdb", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "semigda", "semigda");
        return server;
    }

    DatabaseSettings settings() {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/semigda";
        return new DatabaseSettings(url, Optional.of("semigda"), Optional.empty());
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void postgres(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws Exception {
        File output = File.createTempFile("semigda-postgres", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .directory(new File("/"))
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(command + ": " + Files.readString(output.toPath()));
        }
        Files.delete(output.toPath());
    }

    @Override
    public void close() throws Exception {
        postgres("pg_ctl", "-D", folder.toString(), "-m", "immediate", "-w", "stop");
        run(List.of("rm", "-r", folder.toString()));
    }
}
