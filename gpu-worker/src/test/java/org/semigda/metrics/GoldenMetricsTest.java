package org.semigda.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The metrics against an independent implementation in Python. */
class GoldenMetricsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

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

        assertThat(score.dice()).isCloseTo(golden.expected().get("dice").asDouble(), within(1e-12));
        assertThat(score.iou()).isCloseTo(golden.expected().get("iou").asDouble(), within(1e-12));
        assertThat(score.hd95Released())
                .isCloseTo(golden.expected().get("hd95_released").asDouble(), within(1e-9));
        if (golden.expected().get("hd95").isNull()) {
            assertThat(score.hd95()).isEmpty();
        } else {
            assertThat(score.hd95()).isPresent();
            assertThat(score.hd95().getAsDouble())
                    .isCloseTo(golden.expected().get("hd95").asDouble(), within(1e-9));
        }
    }

    static List<Case> cases() throws IOException {
        JsonNode metrics = JSON.readTree(resource("tiny.json")).get("metrics");
        byte[] file = resource("tiny.safetensors");
        int headerLength =
                (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode header = JSON.readTree(file, 8, headerLength);
        Iterator<String> names = metrics.fieldNames();
        return Stream.generate(() -> names.hasNext() ? names.next() : "")
                .takeWhile(name -> !name.isEmpty())
                .map(name -> new Case(
                        name,
                        mask(file, 8 + headerLength, header.get("metric." + name + ".truth")),
                        mask(file, 8 + headerLength, header.get("metric." + name + ".pred")),
                        metrics.get(name)))
                .toList();
    }

    private static BinaryMask mask(byte[] file, int dataAt, JsonNode tensor) {
        int begin = dataAt + tensor.get("data_offsets").get(0).asInt();
        int end = dataAt + tensor.get("data_offsets").get(1).asInt();
        return BinaryMask.ofLabel(
                tensor.get("shape").get(1).asInt(),
                tensor.get("shape").get(0).asInt(),
                Arrays.copyOfRange(file, begin, end),
                1);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenMetricsTest.class.getResourceAsStream("/golden/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
