package org.semigda.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.semigda.checkpoint.TensorData;
import org.semigda.model.GoldenSet;

/** The metrics against an independent implementation. Part of {@link org.semigda.GoldenTest}. */
public class GoldenMetrics {

    record Case(String name, BinaryMask truth, BinaryMask prediction, JsonNode expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agrees_with_the_golden_scores(Case golden) {
        Score score = Score.of(golden.truth(), golden.prediction());

        assertThat(score.dice()).isCloseTo(golden.expected().get("dice").asDouble(), within(1e-9));
        assertThat(score.iou()).isCloseTo(golden.expected().get("iou").asDouble(), within(1e-9));
        assertThat(score.hd95Released())
                .isCloseTo(golden.expected().get("hd95_released").asDouble(), within(1e-6));
        if (golden.expected().get("hd95").isNull()) {
            assertThat(score.hd95()).isEmpty();
        } else {
            assertThat(score.hd95()).isPresent();
            assertThat(score.hd95().getAsDouble())
                    .isCloseTo(golden.expected().get("hd95").asDouble(), within(1e-6));
        }
    }

    static List<Case> cases() {
        GoldenSet golden = GoldenSet.load();
        List<Case> cases = new ArrayList<>();
        golden.values().get("metrics").properties().forEach(scores -> {
            String name = scores.getKey();
            cases.add(new Case(
                    name,
                    mask(golden.data("metric." + name + ".truth")),
                    mask(golden.data("metric." + name + ".pred")),
                    scores.getValue()));
        });
        return cases;
    }

    private static BinaryMask mask(TensorData tensor) {
        byte[] labels = new byte[(int) tensor.count()];
        tensor.data().get(labels);
        return BinaryMask.ofLabel((int) tensor.shape()[1], (int) tensor.shape()[0], labels, 1);
    }
}
