package org.semigda.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.semigda.cli.console.Errors;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Interrupts;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.SettingsOptions;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.runs.ApiClient;
import org.semigda.protocol.ExperimentSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code experiment}: several specifications over several seeds, compared in a table and a plot. */
@Command(
        name = "experiment",
        description = {
            "Compare several specifications over several seeds: a table and a plot.",
            "Ends when every run has ended; the same command goes on after an interruption and repeats no finished run."
        })
public final class ExperimentCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 300;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE|NAME",
            description = "A file (docs/experiments.md), or a study of the paper: table3, table4, table5, figure6.")
    private String file = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the images and masks. Default: the file's.")
    private Optional<String> data = Optional.empty();

    @Option(names = "--preset", paramLabel = "NAME", description = "Default: the file's, or small.")
    private Optional<String> preset = Optional.empty();

    @Option(names = "--seeds", paramLabel = "N", split = ",", description = "Such as 1,2,3. Default: the file's.")
    private List<Integer> seeds = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write table.md, table.csv, plot.svg and experiment.json to."
                    + " Default without --server: a folder under --home.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print the experiment as one JSON document instead of the table.")
    private boolean json;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private ApiClient api = new ApiClient();

    public ExperimentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        boolean local = !api.named();
        ExperimentSpec spec = new ExperimentFile(data, preset, settings.changes(), seeds).read(file, local);
        Path folder = home.resolve();
        if (local) {
            Logging.toFile(folder.resolve("logs").resolve("semigda.log"));
        }
        try (ExperimentDoor door = local ? ExperimentDoor.inProcess(folder) : ExperimentDoor.server(api)) {
            JsonNode begun = door.submit(spec);
            String id = begun.path("id").asText();
            printer.note("experiment " + id + ": " + begun.path("total").asInt() + " runs of " + spec.name()
                    + door.page()
                            .map(page -> ", page: " + page + "#/experiments/" + id)
                            .orElse(""));
            Optional<JsonNode> end = follow(door, id, printer);
            if (end.isEmpty()) {
                printer.note(
                        "interrupted; the same command goes on" + (local ? "" : ", and the server does meanwhile"));
                return Errors.INTERRUPTED;
            }
            Optional<Path> files =
                    local ? Optional.of(out.orElse(folder.resolve("experiments").resolve(id))) : out;
            return report(door, end.get(), files);
        }
    }

    /** Shows how far it is until nothing goes on any more; empty after a Ctrl-C. */
    private static Optional<JsonNode> follow(ExperimentDoor door, String id, ProgressPrinter printer)
            throws IOException, InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Interrupts interrupts = Interrupts.take(interrupted::countDown)) {
            while (true) {
                JsonNode now = door.show(id);
                if (!now.path("state").asText().equals("RUNNING")) {
                    printer.clear();
                    return Optional.of(now);
                }
                printer.progress(ExperimentProgress.line(now));
                if (interrupted.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    printer.clear();
                    return Optional.empty();
                }
            }
        }
    }

    private int report(ExperimentDoor door, JsonNode end, Optional<Path> folder)
            throws IOException, InterruptedException {
        String id = end.path("id").asText();
        String table = door.table(id, "markdown");
        if (folder.isPresent()) {
            Path to = folder.get();
            Files.createDirectories(to);
            Files.writeString(to.resolve("table.md"), table);
            Files.writeString(to.resolve("table.csv"), door.table(id, "csv"));
            Files.writeString(to.resolve("plot.svg"), door.plot(id));
            Files.writeString(
                    to.resolve("experiment.json"),
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(end) + "\n");
        }
        terminal.out().println(json ? end.toString() : table.stripTrailing());
        folder.filter(to -> !json).ifPresent(to -> terminal.out().println("table and plot in " + to));
        terminal.out().flush();
        List<String> troubles = ExperimentProgress.troubles(end);
        troubles.forEach(terminal.err()::println);
        return end.path("state").asText().equals("COMPLETED") ? 0 : Errors.FAILED;
    }
}
