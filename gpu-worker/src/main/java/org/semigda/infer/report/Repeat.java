package org.semigda.infer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.semigda.conf.UserError;

/** The commands that repeat a run and its scores. */
public final class Repeat {

    private Repeat() {}

    /**
     * One that trains the same model, where the checkpoint lies in a run's folder, and one that scores it.
     *
     * @param part of the data set that is scored: {@code test}, {@code validation} or {@code training}
     */
    public static List<String> commands(Subject subject, Path data, String part) {
        List<String> commands = new ArrayList<>();
        subject.run().flatMap(Repeat::train).ifPresent(commands::add);
        commands.add(
                "semigda evaluate --checkpoint " + quote(subject.checkpoint().toString()) + " --data "
                        + quote(data.toString()) + " --split " + part + " --out REPORT");
        return commands;
    }

    private static Optional<String> train(Path run) {
        Path file = run.resolve("run.json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode spec = new ObjectMapper().readTree(Files.readString(file)).path("spec");
            StringBuilder line = new StringBuilder("semigda train --data ")
                    .append(quote(spec.path("data").asText()))
                    .append(" --out RUN --preset ")
                    .append(quote(spec.path("preset").asText()));
            spec.path("settings").fields().forEachRemaining(setting -> line.append(" --set ")
                    .append(quote(setting.getKey() + "=" + setting.getValue().asText())));
            return spec.isObject() ? Optional.of(line.toString()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // a record of another release: the report goes without this line
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e, e);
        }
    }

    private static String quote(String word) {
        return word.matches("[A-Za-z0-9_./:=,%+@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
