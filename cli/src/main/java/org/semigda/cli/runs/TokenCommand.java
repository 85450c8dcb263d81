package org.semigda.cli.runs;

import org.semigda.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code token}: who may use the server of a home. */
@Command(
        name = "token",
        description = "Make, list and revoke the tokens of a home. A server notices within a second.",
        footer = {"", "As soon as a home has a token, every caller must bring one."})
public final class TokenCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the commands below it. */
    public static CommandLine whole(Terminal terminal) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCommands.Create(terminal))
                .addSubcommand(new TokenCommands.ListAll(terminal))
                .addSubcommand(new TokenCommands.Revoke(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: create, list or revoke");
    }
}
