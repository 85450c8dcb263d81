package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

class LossesTest {

    @Test
    void dice_is_taken_per_sample_and_class_before_the_mean() {
        try (TorchScope scope = TorchScope.open()) {
            // Two samples, two classes, two pixels. Overlaps: all, half, none, both empty.
            Tensor p = Tensors.of(new float[] {1, 1, 1, 0, 1, 0, 0, 0}, 2, 2, 1, 2);
            Tensor y = Tensors.of(new float[] {1, 1, 1, 1, 0, 1, 0, 0}, 2, 2, 1, 2);
            double half = 1 - (2 + 1e-5) / (3 + 1e-5);
            double none = 1 - 1e-5 / (2 + 1e-5);
            assertThat(Tensors.item(Losses.dice(p, y))).isCloseTo((0 + half + none + 0) / 4, within(1e-6));
        }
    }

    @Test
    void each_supervised_term_is_the_sum_over_both_branches() {
        try (TorchScope scope = TorchScope.open()) {
            Tensor zero = Tensors.of(new float[] {0, 0}, 1, 1, 1, 2);
            Tensor one = Tensors.of(new float[] {1, 1}, 1, 1, 1, 2);
            Tensor two = Tensors.of(new float[] {2, 2}, 1, 1, 1, 2);
            assertThat(Tensors.item(Losses.supervisedPrior(one, two, zero))).isEqualTo(1 + 4);
            assertThat(Tensors.item(Losses.supervisedSegmentation(one, zero, one)))
                    .isCloseTo(1, within(1e-5));
            assertThat(Tensors.item(Losses.unsupervisedSegmentation(one, zero, one, zero)))
                    .isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void the_prior_divergence_vanishes_at_the_standard_normal() {
        try (TorchScope scope = TorchScope.open()) {
            Tensor zero = Tensors.of(new float[] {0, 0}, 2);
            Tensor one = Tensors.of(new float[] {1, 1}, 2);
            assertThat(Tensors.item(AutoencoderStage.kl(zero, zero))).isCloseTo(0, within(1e-7));
            assertThat(Tensors.item(AutoencoderStage.kl(one, zero))).isCloseTo(0.5, within(1e-7));
            assertThat(Tensors.item(AutoencoderStage.kl(zero, one))).isCloseTo(0.5 * (Math.E - 2), within(1e-6));
        }
    }

    @Test
    void the_spread_of_latents_is_measured_over_batches_and_survives_a_save() {
        try (TorchScope scope = TorchScope.open()) {
            LatentSpread spread = new LatentSpread();
            assertThat(spread.deviation()).isEqualTo(1);
            spread.add(Tensors.of(new float[] {1, 3}, 2));
            LatentSpread continued = new LatentSpread();
            continued.restore(spread.save());
            continued.add(Tensors.of(new float[] {5, 7}, 2));
            assertThat(continued.deviation()).isCloseTo(Math.sqrt(5), within(1e-12));
        }
    }
}
