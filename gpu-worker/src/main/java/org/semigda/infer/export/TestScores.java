package org.semigda.infer.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The test scores that a run's report has for a checkpoint. */
final class TestScores {

    private TestScores() {}

    /** Means by name; empty where the checkpoint lies in no run, or the run's report is about another one. */
    static Optional<Map<String, Double>> of(Path checkpoint) {
        Path place = checkpoint.toAbsolutePath().normalize();
        Path file = place.resolve("../../report/scores.json").normalize();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode report = new ObjectMapper().readTree(Files.readString(file));
            String name = String.valueOf(place.getFileName());
            if (!name.equals(report.path("checkpoint").asText()) || !"test".equals(report.path("set").asText())) {
                return Optional.empty();
            }
            Map<String, Double> scores = new TreeMap<>();
            report.path("mean").fields().forEachRemaining(score -> {
                if (score.getValue().path("mean").isNumber()) {
                    scores.put(score.getKey(), score.getValue().path("mean").asDouble());
                }
            });
            return scores.isEmpty() ? Optional.empty() : Optional.of(scores);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // a report of another release; the model is exported without its figures
        } catch (IOException e) {
            throw new org.semigda.conf.UserError("cannot read " + file + ": " + e, e);
        }
    }
}
