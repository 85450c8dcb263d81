package org.semigda.cli.console;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where runs, logs and caches are kept. */
public final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder of runs, logs and caches. Default: SEMIGDA_HOME, or .semigda in your home folder.")
    private Optional<Path> home = Optional.empty();

    public Path resolve() {
        return home.or(() -> Optional.ofNullable(System.getenv("SEMIGDA_HOME"))
                        .filter(text -> !text.isBlank())
                        .map(Path::of))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".semigda"))
                .toAbsolutePath()
                .normalize();
    }
}
