package org.semigda.cli.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Errors;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Interrupts;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.SettingsOptions;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.data.Phantoms;
import org.semigda.cli.serve.Semigda;
import org.semigda.cli.serve.SemigdaSettings;
import org.semigda.conf.Settings;
import org.semigda.data.DataSet;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: everything in one process, on phantoms or on a folder of one's own. */
@Command(
        name = "demo",
        description = "Start everything on this machine and train a small model on generated images (minutes).")
public final class DemoCommand implements Callable<Integer> {

    private static final String PRESET = "demo";

    private final Terminal terminal;

    @Option(names = "--port", paramLabel = "N", description = "Port of the page. Default: 8080, or a free one.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--headless", description = "End when the run is done; otherwise the page stays until Ctrl-C.")
    private boolean headless;

    @Option(names = "--data", paramLabel = "DIR", description = "Train on these images instead of generated ones.")
    private Optional<Path> data = Optional.empty();

    @Mixin
    private SettingsOptions settingsOptions = new SettingsOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        Settings settings = settingsOptions.resolve(PRESET);
        Path folder = home.resolve();
        Optional<DataSet> given =
                data.map(Path::toAbsolutePath).map(images -> PreFlight.check(images.normalize(), settings, printer));
        Logging.toFile(folder.resolve("logs").resolve("semigda.log"));
        DataSet images = given.orElseGet(() -> PreFlight.check(Phantoms.in(folder, printer), settings, printer));
        return run(folder, images, printer);
    }

    private int run(Path folder, DataSet images, ProgressPrinter printer) throws InterruptedException {
        SemigdaSettings roles =
                SemigdaSettings.ofOneProcess(folder, folder).withServer(Optional.of(new SemigdaSettings.Server(port)));
        try (Semigda system = Semigda.start(roles)) {
            system.address().ifPresent(address -> terminal.out().println("page: " + address));
            terminal.out().flush();
            system.unfinished().forEach(other -> printer.note("run " + other + " was under way and goes on first"));
            RunSpec spec =
                    new RunSpec(RunSpec.VERSION, "demo", images.root().toString(), PRESET, settingsOptions.changes());
            RunId run = system.submit(spec, Optional.empty(), false);
            RunView end = new RunSession(system, printer).await(run);
            if (end.state() == RunState.STOPPED) {
                terminal.err()
                        .println("stopped at step " + RunSession.step(end) + "; run " + run
                                + " can be resumed on the page of 'semigda serve'");
                return Errors.INTERRUPTED;
            }
            report(folder.resolve("runs").resolve(run.value()), images, end, printer);
            if (!headless) {
                system.address()
                        .ifPresent(address -> terminal.err().println("the page stays at " + address + "; Ctrl-C ends"));
                try (Interrupts interrupts = Interrupts.take(() -> {})) {
                    interrupts.await();
                }
            }
            return 0;
        }
    }

    private void report(Path run, DataSet images, RunView end, ProgressPrinter printer) {
        Path masks = run.resolve("masks");
        Masks.predictTest(run, images, masks, printer);
        terminal.out().println("checkpoint  " + RunFolder.best(run));
        terminal.out().println("scores      " + run.resolve("report"));
        terminal.out().println("masks       " + masks + " (of the test images)");
        ScoresLine.best(end.best()).ifPresent(terminal.out()::println);
        ScoresLine.ofSets("test", end.scores()).forEach(terminal.out()::println);
        terminal.out().println(ScoresLine.of("test", end.scores()));
        terminal.out().flush();
    }
}
