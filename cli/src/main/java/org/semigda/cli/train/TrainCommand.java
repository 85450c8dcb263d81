package org.semigda.cli.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Errors;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.SettingsOptions;
import org.semigda.cli.console.Shell;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.serve.Semigda;
import org.semigda.cli.serve.SemigdaSettings;
import org.semigda.conf.Settings;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: one run in the foreground, in a folder of its own. */
@Command(
        name = "train",
        description = "Train one model in the foreground. Ctrl-C saves a checkpoint and ends; --resume continues.")
public final class TrainCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder with the images and masks.")
    private Path data = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The run's folder: checkpoints, scores, log.")
    private Path out = Path.of("");

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "small",
            description = "Settings to start from: demo, small, paper, release. Default: ${DEFAULT-VALUE}.")
    private String preset = "small";

    @Mixin
    private SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--resume", description = "Continue the run in --out from its newest checkpoint.")
    private boolean resume;

    @ArgGroup
    private PageOptions page = new PageOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    /** Either a port or no page at all. */
    static final class PageOptions {
        @Option(names = "--port", paramLabel = "N", description = "Port of the page. Default: any free one.")
        private Optional<Integer> port = Optional.empty();

        @Option(names = "--no-page", description = "Train without the page.")
        private boolean none;
    }

    public TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        Settings settings = settingsOptions.resolve(preset);
        Path folder = out.toAbsolutePath().normalize();
        Path images = data.toAbsolutePath().normalize();
        if (resume) {
            RunFolder.requireResumable(folder, settings);
        } else {
            RunFolder.requireFree(folder);
        }
        PreFlight.check(images, settings, printer);
        Logging.toFile(folder.resolve("semigda.log"));
        return train(images, folder, printer);
    }

    private int train(Path images, Path folder, ProgressPrinter printer) {
        // The orchestrator's home is the run's folder: the runs of the real home are no business of this process.
        SemigdaSettings roles = SemigdaSettings.ofOneProcess(folder, home.resolve())
                .withStore(OrchestratorSettings.passing(folder))
                .withServer(page.none ? Optional.empty() : Optional.of(new SemigdaSettings.Server(page.port)));
        try (Semigda system = Semigda.start(roles)) {
            system.address().ifPresent(address -> terminal.err().println("page: " + address));
            RunSpec runSpec =
                    new RunSpec(RunSpec.VERSION, name(folder), images.toString(), preset, settingsOptions.changes());
            RunId run = system.submit(runSpec, Optional.of(folder), resume);
            RunView end = new RunSession(system, printer).await(run);
            if (end.state() == RunState.STOPPED) {
                terminal.err().println("stopped at step " + RunSession.step(end) + "; resume with: " + resumeLine());
                return Errors.INTERRUPTED;
            }
            report(folder, end);
            return 0;
        }
    }

    private void report(Path folder, RunView end) {
        Path best = RunFolder.best(folder);
        terminal.out().println("checkpoint  " + best);
        terminal.out().println("scores      " + folder.resolve("report"));
        terminal.out()
                .println("masks       semigda predict --checkpoint " + Shell.quote(best.toString())
                        + " --input IMAGES --output MASKS");
        ScoresLine.best(end.best()).ifPresent(terminal.out()::println);
        ScoresLine.ofSets("test", end.scores()).forEach(terminal.out()::println);
        terminal.out().println(ScoresLine.of("test", end.scores()));
    }

    private static String name(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.length() <= 100 ? name : name.substring(0, 100);
    }

    /** The same command line with {@code --resume}. */
    private String resumeLine() {
        StringBuilder line = new StringBuilder("semigda");
        for (String argument : spec.commandLine().getParseResult().originalArgs()) {
            if (!argument.equals("--resume")) {
                line.append(' ').append(Shell.quote(argument));
            }
        }
        return line.append(" --resume").toString();
    }
}
