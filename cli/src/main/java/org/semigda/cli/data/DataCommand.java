package org.semigda.cli.data;

import org.semigda.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What belongs to data sets. */
@Command(
        name = "data",
        description = "Look into a data set, fetch, crop or generate one.",
        synopsisSubcommandLabel = "COMMAND")
public final class DataCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the commands below it. */
    public static CommandLine whole(Terminal terminal) {
        return new CommandLine(new DataCommand())
                .addSubcommand(new DataPhantomCommand(terminal))
                .addSubcommand(new DataInspectCommand(terminal))
                .addSubcommand(new DataFetchCommand(terminal))
                .addSubcommand(new DataPatchesCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: inspect, fetch, patches or phantom");
    }
}
