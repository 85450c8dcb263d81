package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.data.ShardPlace;
import org.semigda.model.SemiGda;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

class FrozenPriorTest {

    private static final int SIDE = 64;

    @BeforeEach
    void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @Test
    void a_mask_that_is_nearly_constant_has_the_latents_in_training_that_it_has_alone() {
        byte[] labels = new byte[SIDE * SIDE];
        labels[SIDE * SIDE / 2] = 1;
        try (SemiGda model = TestTraining.model(TestTraining.SETTINGS);
                TorchScope scope = TorchScope.open()) {
            Tensor mask = Tensors.ofLabels(labels, 1, SIDE, SIDE);
            StepInputs inputs = new StepInputs(
                    Tensors.of(new float[2 * 3 * SIDE * SIDE], 2, 3, SIDE, SIDE), mask, ShardPlace.ALONE);
            float[] exact;
            try (NoGrad guard = NoGrad.on()) {
                exact = Tensors.toFloats(model.annotationLatent(mask));
            }
            agree(Optional.of(FrozenPrior.annotation(model, mask)), exact);
            agree(FrozenPrior.of(model, inputs, true).annotation(), exact);
            assertThat(FrozenPrior.of(model, inputs, false).annotation()).isEmpty();
        }
    }

    private static void agree(Optional<Tensor> latents, float[] exact) {
        float[] actual = Tensors.toFloats(latents.orElseThrow());
        float largest = 0;
        for (float value : exact) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual).hasSameSizeAs(exact);
        for (int i = 0; i < exact.length; i++) {
            assertThat(actual[i]).isCloseTo(exact[i], within(1e-5f * largest));
        }
    }
}
