package org.semigda.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.ProcessGroup;
import org.semigda.torch.Tensors;
import org.semigda.torch.Together;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** Synchronized BatchNorm over parts of a batch against LibTorch's own over the whole. */
class SharedStatisticsTest {

    private static final int CHANNELS = 3;
    private static final int ROWS_EACH = 2;
    private static final int SIDE = 5;
    private static final int ROW = CHANNELS * SIDE * SIDE;

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void parts_are_normalised_and_differentiated_as_the_whole(int ranks) throws Exception {
        int rows = ranks * ROWS_EACH;
        // Channels far from 0, where a sum of squares loses the variance.
        float[] input = numbers(rows, 1, 30);
        float[] factors = numbers(rows, 2, 0);
        Map<String, float[]> whole = normalise(input, factors, Optional.empty());
        List<Map<String, float[]>> parts = Together.run(
                ranks, group -> normalise(part(input, group.rank()), part(factors, group.rank()), Optional.of(group)));

        for (int rank = 0; rank < ranks; rank++) {
            Map<String, float[]> own = parts.get(rank);
            for (String name : List.of("output", "input.grad")) {
                assertClose(get(own, name), part(get(whole, name), rank), name + " of rank " + rank);
            }
            for (String name : List.of("running_mean", "running_var")) {
                assertClose(get(own, name), get(whole, name), name + " of rank " + rank);
                assertThat(get(own, name)).as("the same bits everywhere").isEqualTo(get(parts.get(0), name));
            }
        }
        for (String name : List.of("weight.grad", "bias.grad")) {
            float[] sum = new float[CHANNELS];
            parts.forEach(part -> IntStream.range(0, CHANNELS).forEach(c -> sum[c] += get(part, name)[c]));
            assertClose(sum, get(whole, name), name);
        }
    }

    /** Everything a normalisation gives, by name; gradients of parameters are those of the own rows. */
    private static Map<String, float[]> normalise(float[] input, float[] factors, Optional<ProcessGroup> group) {
        int rows = input.length / ROW;
        Optional<SharedStatistics> shared = group.map(SharedStatistics::new);
        try (TorchScope scope = TorchScope.open();
                ParameterStore store = new ParameterStore()) {
            Initializer initializer = new Initializer(1, Initializer.Scheme.KAIMING, Device.CPU);
            BatchNorm2d norm = new LayerFactory(store, initializer, "").batchNorm("bn", CHANNELS);
            try (NoGrad guard = NoGrad.on()) {
                at(store, "weight").copy_(Tensors.of(new float[] {0.5f, -2, 1.5f}, CHANNELS));
                at(store, "bias").copy_(Tensors.of(new float[] {0.1f, 0.2f, 0.3f}, CHANNELS));
            }
            store.trainable(true);
            Tensor leaf = Tensors.of(input, rows, CHANNELS, SIDE, SIDE);
            leaf.requires_grad_(true);
            // As behind a convolution: the input of BatchNorm is not a leaf, and its output is changed in place.
            Tensor x = leaf.mul(Tensors.full(leaf, 1));
            Tensor output = norm.forward(x, new BatchMode(true, BatchRows.WHOLE, shared))
                    .relu_();
            output.mul(Tensors.of(factors, rows, CHANNELS, SIDE, SIDE)).sum().backward();
            return Map.of(
                    "output", Tensors.toFloats(output),
                    "input.grad", Tensors.toFloats(leaf.mutable_grad()),
                    "weight.grad", Tensors.toFloats(at(store, "weight").mutable_grad()),
                    "bias.grad", Tensors.toFloats(at(store, "bias").mutable_grad()),
                    "running_mean", Tensors.toFloats(at(store, "running_mean")),
                    "running_var", Tensors.toFloats(at(store, "running_var")));
        } finally {
            shared.ifPresent(SharedStatistics::close);
        }
    }

    private static Tensor at(ParameterStore store, String name) {
        return Objects.requireNonNull(store.state().get("bn." + name), name);
    }

    private static float[] get(Map<String, float[]> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** Gaussian numbers, wider from row to row. */
    private static float[] numbers(int rows, int seed, float offset) {
        Random random = new Random(seed);
        float[] values = new float[rows * ROW];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * (1 + i / ROW) + offset;
        }
        return values;
    }

    private static float[] part(float[] all, int rank) {
        return Arrays.copyOfRange(all, rank * ROWS_EACH * ROW, (rank + 1) * ROWS_EACH * ROW);
    }

    private static void assertClose(float[] actual, float[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = IntStream.range(0, actual.length)
                .mapToDouble(i -> Math.abs(actual[i] - expected[i]) / (1.0 + Math.abs(expected[i])))
                .max()
                .orElseThrow();
        assertThat(largest).as(what).isCloseTo(0, within(2e-5));
    }
}
