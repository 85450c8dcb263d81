package org.semigda.infer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.semigda.checkpoint.Weights;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.ImageScores;
import org.semigda.metrics.Bootstrap;
import org.semigda.metrics.Score;

class ScoresJsonTest {

    private static final Score GOOD = new Score(0.75, 0.5, OptionalDouble.of(2), 1, false, false);
    private static final Score BOTH_EMPTY = new Score(1, 1, OptionalDouble.of(0), 0, true, true);
    private static final Score MISSED = new Score(0, 0, OptionalDouble.empty(), 4, false, true);
    private static final Score INVENTED = new Score(0, 0, OptionalDouble.empty(), 4, true, false);

    private static EvaluatedSet set(String name, EvaluationResult result) {
        return new EvaluatedSet(name, Weights.AVERAGED, result, Optional.empty(), List.of());
    }

    private static JsonNode json(EvaluatedSet... sets) throws IOException {
        return new ObjectMapper().readTree(ScoresJson.of("best", List.of(sets), Bootstrap.STANDARD));
    }

    @Test
    void everyKindOfEmptyMaskIsCounted() throws IOException {
        JsonNode json = json(set(
                "test",
                EvaluationResult.of(
                        "test",
                        List.of(
                                new ImageScores("a", GOOD, GOOD, GOOD),
                                new ImageScores("b", BOTH_EMPTY, GOOD, GOOD),
                                new ImageScores("c", MISSED, GOOD, GOOD),
                                new ImageScores("d", INVENTED, GOOD, GOOD)))));
        assertThat(json.path("empty").toString()).isEqualTo("{\"truth\":2,\"prediction\":2,\"both\":1}");
        assertThat(json.path("hd95").path("undefined").asInt()).isEqualTo(2);
        assertThat(json.path("hd95").path("mean").asDouble()).isEqualTo(1);
        assertThat(json.path("branches")
                        .path("image")
                        .path("empty")
                        .path("truth")
                        .asInt())
                .isZero();
        assertThat(json.has("classes"))
                .as("two classes have no rows of their own")
                .isFalse();
        assertThat(json.has("other_weights")).isFalse();
    }

    @Test
    void withThreeClassesEachHasItsOwnScores() throws IOException {
        EvaluationResult result = EvaluationResult.of(
                "test",
                List.of(
                        new ImageScores("a", GOOD, GOOD, GOOD, List.of(GOOD, MISSED)),
                        new ImageScores("b", GOOD, GOOD, GOOD, List.of(GOOD, BOTH_EMPTY))));
        JsonNode classes = json(set("test", result)).path("classes");
        assertThat(classes).hasSize(2);
        assertThat(classes.path(0).path("dice").path("mean").asDouble()).isEqualTo(0.75);
        assertThat(classes.path(1).path("dice").path("mean").asDouble()).isEqualTo(0.5);
        assertThat(classes.path(1).path("hd95").path("undefined").asInt()).isEqualTo(1);
        assertThat(result.toCsv().lines())
                .first()
                .asString()
                .endsWith(
                        ",class2_dice,class2_iou,class2_hd95,class2_hd95_released,class2_truth_empty,class2_prediction_empty");
        assertThat(result.toCsv().lines().skip(1)).first().asString().endsWith(",0.0,0.0,,4.0,false,true");
    }

    @Test
    void furtherSetsFollowTheFirst() throws IOException {
        EvaluationResult one = EvaluationResult.of("test", List.of(new ImageScores("a", GOOD, GOOD, GOOD)));
        EvaluationResult two = EvaluationResult.of("test", List.of(new ImageScores("b", MISSED, GOOD, GOOD)));
        JsonNode json = json(set("Kvasir", one), set("ETIS", two));
        assertThat(json.path("set").asText()).isEqualTo("Kvasir");
        assertThat(json.path("sets")).hasSize(1);
        assertThat(json.path("sets").path(0).path("set").asText()).isEqualTo("ETIS");
        assertThat(json.path("sets").path(0).path("hd95").has("mean")).isFalse();
    }
}
