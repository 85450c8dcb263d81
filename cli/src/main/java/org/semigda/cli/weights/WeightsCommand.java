package org.semigda.cli.weights;

import org.semigda.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What belongs to files of weights. */
@Command(
        name = "weights",
        description = "Look into a file of weights, or convert one.",
        synopsisSubcommandLabel = "COMMAND")
public final class WeightsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the commands below it. */
    public static CommandLine whole(Terminal terminal) {
        return new CommandLine(new WeightsCommand())
                .addSubcommand(new WeightsInspectCommand(terminal))
                .addSubcommand(new WeightsConvertCommand(terminal))
                .addSubcommand(new WeightsFetchCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
