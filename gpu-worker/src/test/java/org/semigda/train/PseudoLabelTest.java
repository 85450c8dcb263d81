package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

class PseudoLabelTest {

    @Test
    void only_the_largest_confident_part_remains() {
        float h = 0.95f; // 0.95^10 = 0.599
        float l = 0.93f; // 0.93^10 = 0.484
        float[] map = {
            h, l, 0, 0, h, //
            0, 0, 0, h, 1, //
            h, h, 0, 0, 0,
        };
        PseudoLabel.harden(map, 3, 5);
        assertThat(map)
                .containsExactly(
                        0, 0, 0, 0, 1, //
                        0, 0, 0, 1, 1, //
                        0, 0, 0, 0, 0);
    }

    @Test
    void diagonal_neighbours_belong_together() {
        float[] map = {
            1, 0, 0, 1, //
            0, 1, 0, 1, //
            0, 0, 1, 0, //
            0, 0, 0, 0,
        };
        PseudoLabel.harden(map, 4, 4);
        assertThat(map).containsExactly(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void of_two_equal_parts_the_first_in_reading_order_is_kept() {
        float[] map = {0, 1, 0, 1, 0};
        PseudoLabel.harden(map, 1, 5);
        assertThat(map).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void every_map_has_its_own_part_and_an_unsure_one_is_empty() {
        float[] maps = {0.9f, 0.9f, 0, 1, 1, 0};
        PseudoLabel.harden(maps, 1, 2);
        assertThat(maps).containsExactly(0, 0, 0, 1, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_gradient_flows_through_a_target(boolean hard) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor a =
                    Tensors.of(new float[] {0.9f, 0.2f, 0.6f, 0.4f}, 1, 1, 2, 2).requires_grad_(true);
            Tensor b = Tensors.of(new float[] {0.95f, 0.7f, 0.1f, 0.3f}, 1, 1, 2, 2)
                    .requires_grad_(true);
            Losses.unsupervisedSegmentation(a, b, PseudoLabel.of(b, hard), PseudoLabel.of(a, hard))
                    .backward();

            Tensor alone = Tensors.of(Tensors.toFloats(a), 1, 1, 2, 2).requires_grad_(true);
            Tensor constant = Tensors.of(Tensors.toFloats(PseudoLabel.of(b, hard)), 1, 1, 2, 2);
            Losses.dice(alone, constant).backward();

            assertThat(Tensors.toFloats(a.grad())).containsExactly(Tensors.toFloats(alone.grad()));
        }
    }
}
