package org.semigda.cli.runs;

import org.semigda.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code store}: care for what is kept in a home. */
@Command(name = "store", description = "Care for the runs kept in a home.")
public final class StoreCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the commands below it. */
    public static CommandLine whole(Terminal terminal) {
        return new CommandLine(new StoreCommand()).addSubcommand(new StoreRebuildCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, such as 'semigda store rebuild'");
    }
}
