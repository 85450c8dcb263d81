package org.semigda.infer.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.semigda.checkpoint.Weights;

/** The test scores that a run's report has for a checkpoint. */
final class TestScores {

    private TestScores() {}

    /** Means by name; empty where the checkpoint lies in no run, or the run's report is about another one. */
    static Optional<Map<String, Double>> of(Path checkpoint, Weights weights) {
        Path place = checkpoint.toAbsolutePath().normalize();
        Path file = place.resolve("../../report/scores.json").normalize();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode report = new ObjectMapper().readTree(Files.readString(file));
            String name = String.valueOf(place.getFileName());
            if (!name.equals(report.path("checkpoint").asText())
                    || !"test".equals(report.path("set").asText())
                    || !weights.name().equalsIgnoreCase(report.path("weights").asText())) {
                return Optional.empty();
            }
            Map<String, Double> scores = new TreeMap<>();
            for (String score : List.of("dice", "iou", "hd95", "hd95_released")) {
                JsonNode mean = report.path(score).path("mean");
                if (mean.isNumber()) {
                    scores.put(score, mean.asDouble());
                }
            }
            return scores.isEmpty() ? Optional.empty() : Optional.of(scores);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // a report of another release; the model is exported without its figures
        } catch (IOException e) {
            throw new org.semigda.conf.UserError("cannot read " + file + ": " + e, e);
        }
    }
}
