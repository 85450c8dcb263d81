package org.semigda.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

class FrozenKernelTest {

    private final AtomicInteger made = new AtomicInteger();
    private final FrozenKernel doubled = new FrozenKernel(weight -> {
        made.incrementAndGet();
        return weight.mul(new Scalar(2.0));
    });
    private TorchScope scope;

    @BeforeEach
    void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        scope = TorchScope.open();
    }

    @AfterEach
    void close() {
        doubled.close();
        scope.close();
    }

    @Test
    void is_made_once_as_long_as_the_weight_stays() {
        Tensor weight = Tensors.of(new float[] {3}, 1);
        assertThat(Tensors.item(doubled.of(weight))).isEqualTo(6);
        assertThat(Tensors.item(doubled.of(weight))).isEqualTo(6);
        assertThat(made).hasValue(1);
    }

    @Test
    void is_made_anew_when_the_weight_is_overwritten() {
        Tensor weight = Tensors.of(new float[] {3}, 1);
        doubled.of(weight);
        try (NoGrad guard = NoGrad.on()) {
            weight.copy_(Tensors.of(new float[] {4}, 1));
        }
        assertThat(Tensors.item(doubled.of(weight))).isEqualTo(8);
    }

    @Test
    void is_made_anew_when_the_weight_lies_elsewhere_also_where_the_old_one_was_freed() {
        Tensor weight = Tensors.of(new float[] {0}, 1);
        for (int i = 1; i < 50; i++) {
            weight.set_data(Tensors.of(new float[] {i}, 1));
            assertThat(Tensors.item(doubled.of(weight))).isEqualTo(2.0 * i);
        }
    }

    @Test
    void outlives_the_scope_it_was_made_in() {
        Tensor weight = Tensors.of(new float[] {3}, 1);
        try (TorchScope inner = TorchScope.open()) {
            doubled.of(weight);
        }
        assertThat(Tensors.item(doubled.of(weight))).isEqualTo(6);
        assertThat(made).hasValue(1);
    }
}
