package org.semigda.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.index.DatabaseSettings;
import picocli.CommandLine.Option;

/** Where the index of the runs is kept. */
public final class DatabaseOptions {

    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "JDBC address of the index of runs, such as jdbc:postgresql://HOST/semigda. Default: a file in"
                            + " the home.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--database-user", paramLabel = "NAME", description = "User of the database.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "A file with the password of the database.")
    private Optional<Path> password = Optional.empty();

    public DatabaseSettings resolve(Path home) {
        return url.map(address -> new DatabaseSettings(address, user, password.map(DatabaseOptions::read)))
                .orElseGet(() -> DatabaseSettings.inHome(home));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UserError("--database-password-file " + file + " cannot be read (" + e + ")", e);
        }
    }
}
