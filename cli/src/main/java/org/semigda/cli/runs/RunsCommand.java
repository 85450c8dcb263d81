package org.semigda.cli.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.semigda.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runs}: the HTTP API from the terminal. */
@Command(name = "runs", description = "Submit, list and steer the runs of a server.")
public final class RunsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** With the commands below it. */
    public static CommandLine whole(Terminal terminal) {
        CommandLine runs = new CommandLine(new RunsCommand())
                .addSubcommand(new RunsSubmitCommand(terminal))
                .addSubcommand(new RunsCommands.ListAll(terminal))
                .addSubcommand(new RunsCommands.Show(terminal))
                .addSubcommand(new RunsCommands.Logs(terminal));
        Map<String, String> acts = new LinkedHashMap<>();
        acts.put("pause", "Wait after the step, keeping the device.");
        acts.put("continue", "Go on after a pause.");
        acts.put("resume", "Go on after a pause, a stop or a failure, from the newest checkpoint.");
        acts.put("stop", "Save and end.");
        acts.put("checkpoint", "Save after the step.");
        acts.put("clone", "Submit the same specification again.");
        acts.put("delete", "Delete a run that has ended, with all its files.");
        acts.forEach((word, text) -> {
            CommandLine act = new CommandLine(new RunsCommands.Act(terminal, word));
            act.getCommandSpec().usageMessage().description(text);
            runs.addSubcommand(word, act);
        });
        return runs;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: submit, list, show, logs, pause, continue, resume, stop, clone or delete");
    }
}
