package org.semigda.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code runs} that look and steer. */
final class RunsCommands {

    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RunsCommands() {}

    /** {@code runs list}. */
    @Command(name = "list", description = "List runs, newest first.")
    static final class ListAll implements Callable<Integer> {

        private final Terminal terminal;

        @Option(names = "--state", paramLabel = "STATE", description = "Only these, separated by commas: RUNNING, ...")
        private Optional<String> state = Optional.empty();

        @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
        private int limit = 50;

        @Option(names = "--json", description = "As JSON, one run a line.")
        private boolean json;

        @Mixin
        private ApiClient api = new ApiClient();

        ListAll(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            String filter = state.map(words -> "&state=" + ApiClient.encode(words.toUpperCase(Locale.ROOT)))
                    .orElse("");
            for (JsonNode run : api.get("/runs?limit=" + limit + filter).path("runs")) {
                terminal.out().println(json ? run.toString() : line(run));
            }
            terminal.out().flush();
            return 0;
        }

        private static String line(JsonNode run) {
            JsonNode progress = run.path("progress");
            String steps = progress.isMissingNode()
                    ? "-"
                    : progress.path("step").asLong() + "/"
                            + progress.path("steps").asLong();
            JsonNode dice = run.path("scores").path("dice");
            JsonNode best = dice.isMissingNode() ? run.path("best").path("dice") : dice;
            return String.format(
                    Locale.ROOT,
                    "%s  %-9s  %-14s  %-7s  %s  %s",
                    run.path("id").asText(),
                    run.path("state").asText(),
                    steps,
                    best.isMissingNode() ? "-" : String.format(Locale.ROOT, "%.4f", best.asDouble()),
                    Instant.ofEpochSecond(run.path("created").asLong() / 1000),
                    run.path("name").asText());
        }
    }

    /** {@code runs show}. */
    @Command(name = "show", description = "Show a run with its specification and settings, as JSON.")
    static final class Show implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(paramLabel = "ID", description = "The run.")
        private String id = "";

        @Mixin
        private ApiClient api = new ApiClient();

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode run = api.get("/runs/" + ApiClient.encode(id));
            terminal.out().println(PRETTY.writeValueAsString(run));
            terminal.out().flush();
            return 0;
        }
    }

    /** {@code runs logs}. */
    @Command(name = "logs", description = "Print a run's log.")
    static final class Logs implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(paramLabel = "ID", description = "The run.")
        private String id = "";

        @Option(names = "--follow", description = "Go on until the run ends.")
        private boolean follow;

        @Mixin
        private ApiClient api = new ApiClient();

        Logs(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            String run = "/runs/" + ApiClient.encode(id);
            long last = follow ? api.get(run).path("lastEvent").asLong() : 0;
            List<String> printed = new ArrayList<>();
            for (JsonNode line : api.get(run + "/logs").path("lines")) {
                printed.add(print(LogFollower.text(line.path("time").asLong(), line)));
            }
            if (follow) {
                new LogFollower(api, run, last, printed).follow(this::print);
            }
            return 0;
        }

        private String print(String line) {
            terminal.out().println(line);
            terminal.out().flush();
            return line;
        }
    }

    /** A command that only has a word and a run. */
    static final class Act implements Callable<Integer> {

        private final Terminal terminal;
        private final String word;

        @Parameters(paramLabel = "ID", description = "The run.")
        private String id = "";

        @Mixin
        private ApiClient api = new ApiClient();

        /** @param word the last part of the command's path */
        Act(Terminal terminal, String word) {
            this.terminal = terminal;
            this.word = word;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            String run = "/runs/" + ApiClient.encode(id);
            if (word.equals("delete")) {
                api.delete(run);
                terminal.out().println("deleted " + id);
            } else {
                JsonNode now = api.post(run + "/" + word, "", Map.of());
                terminal.out()
                        .println(now.path("id").asText() + "  "
                                + now.path("state").asText());
            }
            terminal.out().flush();
            return 0;
        }
    }
}
