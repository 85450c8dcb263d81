package org.semigda.cli.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.semigda.cli.console.DatabaseOptions;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Terminal;
import org.semigda.orchestrator.index.IndexSync;
import org.semigda.orchestrator.index.RunIndex;
import org.semigda.orchestrator.store.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code store rebuild}: makes the index again from the run folders. */
@Command(name = "rebuild", description = "Make the index of runs again from the run folders, which are the truth.")
final class StoreRebuildCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    StoreRebuildCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        Path folder = home.resolve();
        try (RunStore store = new RunStore(folder)) {
            store.open(); // fails while a server works with this home
            try (RunIndex index = RunIndex.open(database.resolve(folder))) {
                IndexSync.Result result = IndexSync.rebuild(store, index);
                terminal.out().println("indexed " + result.runs() + " runs of " + folder);
            }
        }
        terminal.out().flush();
        return 0;
    }
}
