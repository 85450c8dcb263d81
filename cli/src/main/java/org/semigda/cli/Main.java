package org.semigda.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** Where the process starts. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Logging.prepare();
        int code = run(Terminal.ofProcess(), args);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /** Runs one command. Returns 0 when it is done, 1 when it failed, 2 on bad input, 130 when it was interrupted. */
    static int run(Terminal terminal, String... args) {
        return commandLine(terminal).execute(args);
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine data = new CommandLine(new DataCommand())
                .addSubcommand(new DataPhantomCommand(terminal))
                .addSubcommand(new DataInspectCommand(terminal))
                .addSubcommand(new DataFetchCommand(terminal))
                .addSubcommand(new DataPatchesCommand(terminal));
        CommandLine weights = new CommandLine(new WeightsCommand())
                .addSubcommand(new WeightsInspectCommand(terminal))
                .addSubcommand(new WeightsConvertCommand(terminal))
                .addSubcommand(new WeightsFetchCommand(terminal));
        CommandLine token = new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCommands.Create(terminal))
                .addSubcommand(new TokenCommands.ListAll(terminal))
                .addSubcommand(new TokenCommands.Revoke(terminal));
        CommandLine store = new CommandLine(new StoreCommand()).addSubcommand(new StoreRebuildCommand(terminal));
        CommandLine line = new CommandLine(new SemigdaCommand())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new JoinCommand(terminal))
                .addSubcommand(new DeviceCommand(terminal))
                .addSubcommand(new TrainCommand(terminal))
                .addSubcommand(new EvaluateCommand(terminal))
                .addSubcommand(new PredictCommand(terminal, System.in))
                .addSubcommand(new ExportCommand(terminal))
                .addSubcommand(new ExperimentCommand(terminal))
                .addSubcommand("data", data)
                .addSubcommand("weights", weights)
                .addSubcommand("runs", runs(terminal))
                .addSubcommand("token", token)
                .addSubcommand("store", store)
                .addSubcommand(
                        "bench",
                        new CommandLine(new BenchCommand())
                                .addSubcommand(new BenchStepCommand(terminal))
                                .addSubcommand(new BenchLoaderCommand(terminal))
                                .addSubcommand(new BenchScalingCommand(terminal)))
                .addSubcommand(new DoctorCommand(terminal));
        Errors errors = new Errors(terminal);
        return line.setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(new java.io.PrintWriter(terminal.out(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setErr(new java.io.PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false);
    }

    private static CommandLine runs(Terminal terminal) {
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
}
