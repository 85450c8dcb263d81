package org.semigda.cli;

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
        CommandLine line = new CommandLine(new SemigdaCommand())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new TrainCommand(terminal))
                .addSubcommand(new EvaluateCommand(terminal))
                .addSubcommand(new PredictCommand(terminal, System.in))
                .addSubcommand(new ExportCommand(terminal))
                .addSubcommand("data", data)
                .addSubcommand("weights", weights)
                .addSubcommand(new DoctorCommand(terminal));
        Errors errors = new Errors(terminal);
        return line.setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(new java.io.PrintWriter(terminal.out(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setErr(new java.io.PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false);
    }
}
