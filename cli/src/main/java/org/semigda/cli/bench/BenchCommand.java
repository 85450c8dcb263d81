package org.semigda.cli.bench;

import org.semigda.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Benchmarks that a user can run. */
@Command(name = "bench", description = "Measure this machine.", synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the commands below it. */
    public static CommandLine whole(Terminal terminal) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new BenchStepCommand(terminal))
                .addSubcommand(new BenchLoaderCommand(terminal))
                .addSubcommand(new BenchScalingCommand(terminal))
                .addSubcommand(new BenchBusCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: step, loader, scaling or bus");
    }
}
