package org.semigda.cli.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runs submit}. */
@Command(name = "submit", description = "Submit a run specification and print the run's id.")
final class RunsSubmitCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The specification, as YAML or JSON.")
    private Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "WORD",
            description = "Makes the command repeatable: the same word and file give the same run.")
    private String key = "";

    @Mixin
    private ApiClient api = new ApiClient();

    RunsSubmitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonNode document = read(file);
        // Without a word of the user's, one of our own still makes a repetition by the network harmless.
        String word = key.isEmpty() ? UUID.randomUUID().toString() : key;
        JsonNode run = api.post("/runs", document.toString(), Map.of("Idempotency-Key", word));
        terminal.out().println(run.path("id").asText());
        terminal.out().flush();
        return 0;
    }

    private static JsonNode read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read (" + e + ")", e);
        }
        try {
            JsonNode tree = new YAMLMapper().readTree(text); // YAML takes JSON too
            if (tree instanceof ObjectNode) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new UserError(file + where + " is not YAML: " + e.getOriginalMessage(), e);
        }
        throw new UserError(file + " is no run specification; see docs/http-api.md");
    }
}
