package org.semigda.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command there is. Most of a short command's time is the loading of classes, so a process makes only the command that it
 * runs; of the others it knows what a list of commands shows.
 */
final class Commands {

    /**
     * A command below the first.
     *
     * @param type whose annotation has name and description
     * @param whole makes it with its options
     */
    private record Entry(Class<?> type, Supplier<CommandLine> whole) {

        private Command annotation() {
            return Optional.ofNullable(type.getAnnotation(Command.class)).orElseThrow();
        }

        String name() {
            return annotation().name();
        }

        /** Name and description alone. */
        CommandLine mention() {
            CommandSpec spec = CommandSpec.create().name(name());
            spec.usageMessage()
                    .description(annotation().description())
                    .hidden(annotation().hidden());
            return new CommandLine(spec);
        }
    }

    private Commands() {}

    /** The command line with every command whole. */
    static CommandLine all(Terminal terminal) {
        return line(terminal, entry -> true);
    }

    /** The command line for these words: whole is the command that they name. */
    static CommandLine of(Terminal terminal, String... words) {
        if (Stream.of(words).anyMatch(word -> word.startsWith("@"))) {
            return all(terminal); // words in a file, which picocli reads
        }
        Optional<String> named =
                Stream.of(words).filter(word -> !word.startsWith("-")).findFirst();
        return line(terminal, entry -> named.filter(entry.name()::equals).isPresent());
    }

    private static CommandLine line(Terminal terminal, Predicate<Entry> whole) {
        CommandLine line = new CommandLine(new SemigdaCommand());
        for (Entry entry : entries(terminal)) {
            line.addSubcommand(entry.name(), whole.test(entry) ? entry.whole().get() : entry.mention());
        }
        Errors errors = new Errors(terminal);
        return line.setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false);
    }

    private static List<Entry> entries(Terminal terminal) {
        return List.of(
                new Entry(DemoCommand.class, () -> new CommandLine(new DemoCommand(terminal))),
                new Entry(ServeCommand.class, () -> new CommandLine(new ServeCommand(terminal))),
                new Entry(JoinCommand.class, () -> new CommandLine(new JoinCommand(terminal))),
                new Entry(DeviceCommand.class, () -> new CommandLine(new DeviceCommand(terminal))),
                new Entry(TrainCommand.class, () -> new CommandLine(new TrainCommand(terminal))),
                new Entry(EvaluateCommand.class, () -> new CommandLine(new EvaluateCommand(terminal))),
                new Entry(PredictCommand.class, () -> new CommandLine(new PredictCommand(terminal, System.in))),
                new Entry(ExportCommand.class, () -> new CommandLine(new ExportCommand(terminal))),
                new Entry(ExperimentCommand.class, () -> new CommandLine(new ExperimentCommand(terminal))),
                new Entry(DataCommand.class, () -> new CommandLine(new DataCommand())
                        .addSubcommand(new DataPhantomCommand(terminal))
                        .addSubcommand(new DataInspectCommand(terminal))
                        .addSubcommand(new DataFetchCommand(terminal))
                        .addSubcommand(new DataPatchesCommand(terminal))),
                new Entry(WeightsCommand.class, () -> new CommandLine(new WeightsCommand())
                        .addSubcommand(new WeightsInspectCommand(terminal))
                        .addSubcommand(new WeightsConvertCommand(terminal))
                        .addSubcommand(new WeightsFetchCommand(terminal))),
                new Entry(RunsCommand.class, () -> runs(terminal)),
                new Entry(TokenCommand.class, () -> new CommandLine(new TokenCommand())
                        .addSubcommand(new TokenCommands.Create(terminal))
                        .addSubcommand(new TokenCommands.ListAll(terminal))
                        .addSubcommand(new TokenCommands.Revoke(terminal))),
                new Entry(StoreCommand.class, () -> new CommandLine(new StoreCommand())
                        .addSubcommand(new StoreRebuildCommand(terminal))),
                new Entry(BenchCommand.class, () -> new CommandLine(new BenchCommand())
                        .addSubcommand(new BenchStepCommand(terminal))
                        .addSubcommand(new BenchLoaderCommand(terminal))
                        .addSubcommand(new BenchScalingCommand(terminal))
                        .addSubcommand(new BenchBusCommand(terminal))),
                new Entry(DoctorCommand.class, () -> new CommandLine(new DoctorCommand(terminal))),
                new Entry(BundleCommand.class, () -> new CommandLine(new BundleCommand(terminal))),
                new Entry(WarmUpCommand.class, () -> new CommandLine(new WarmUpCommand(terminal))));
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
