package org.semigda.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.semigda.cli.bench.BenchCommand;
import org.semigda.cli.bundle.BundleCommand;
import org.semigda.cli.cluster.DeviceCommand;
import org.semigda.cli.cluster.JoinCommand;
import org.semigda.cli.console.Errors;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.data.DataCommand;
import org.semigda.cli.experiment.ExperimentCommand;
import org.semigda.cli.machine.DoctorCommand;
import org.semigda.cli.runs.RunsCommand;
import org.semigda.cli.runs.StoreCommand;
import org.semigda.cli.runs.TokenCommand;
import org.semigda.cli.serve.ServeCommand;
import org.semigda.cli.train.DemoCommand;
import org.semigda.cli.train.EvaluateCommand;
import org.semigda.cli.train.ExportCommand;
import org.semigda.cli.train.PredictCommand;
import org.semigda.cli.train.TrainCommand;
import org.semigda.cli.weights.WeightsCommand;
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
        SemigdaCommand top = new SemigdaCommand();
        CommandLine line = new CommandLine(top);
        for (Entry entry : entries(terminal)) {
            line.addSubcommand(entry.name(), whole.test(entry) ? entry.whole().get() : entry.mention());
        }
        Errors errors = new Errors(terminal, top::verbose);
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
                new Entry(DataCommand.class, () -> DataCommand.whole(terminal)),
                new Entry(WeightsCommand.class, () -> WeightsCommand.whole(terminal)),
                new Entry(RunsCommand.class, () -> RunsCommand.whole(terminal)),
                new Entry(TokenCommand.class, () -> TokenCommand.whole(terminal)),
                new Entry(StoreCommand.class, () -> StoreCommand.whole(terminal)),
                new Entry(BenchCommand.class, () -> BenchCommand.whole(terminal)),
                new Entry(DoctorCommand.class, () -> new CommandLine(new DoctorCommand(terminal))),
                new Entry(BundleCommand.class, () -> new CommandLine(new BundleCommand(terminal))),
                new Entry(WarmUpCommand.class, () -> new CommandLine(new WarmUpCommand(terminal))));
    }
}
