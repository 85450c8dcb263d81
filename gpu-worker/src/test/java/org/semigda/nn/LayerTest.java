package org.semigda.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** What tests of single layers need: a store to register them in, numbers, and a comparison. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class LayerTest {

    ParameterStore store;
    LayerFactory layers;
    private TorchScope scope;

    @BeforeEach
    void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        scope = TorchScope.open();
        store = new ParameterStore();
        layers = new LayerFactory(store, new Initializer(7, Initializer.Scheme.UNIFORM, Device.CPU), "");
    }

    @AfterEach
    void close() {
        scope.close();
        store.close();
    }

    final Tensor parameter(String name) {
        return Objects.requireNonNull(store.parameters().get(name), name);
    }

    static Tensor noise(long... shape) {
        torch.manual_seed(3);
        return torch.randn(shape);
    }

    static void agree(float[] actual, float... expected) {
        agree(1e-5, actual, expected);
    }

    static void agree(double tolerance, float[] actual, float... expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = 0;
        double error = 0;
        for (int i = 0; i < actual.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(actual[i] - expected[i]));
        }
        assertThat(error).isLessThan(tolerance * scale);
    }
}
