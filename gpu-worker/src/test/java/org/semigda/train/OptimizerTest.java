package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

class OptimizerTest {

    @Test
    void sgd_follows_momentum_and_weight_decay() {
        try (TorchScope scope = TorchScope.open()) {
            Map<String, Tensor> members = members(1, -2);
            FlatParameters group = FlatParameters.of("group", members);
            Sgd sgd = new Sgd(group, 0.9, 0.1);
            step(sgd, group, 0.5, 0.2);
            // v = g + d p = 0.5 + 0.1 and 0.5 - 0.2
            assertThat(values(members)).containsExactly(new double[] {1 - 0.2 * 0.6, -2 - 0.2 * 0.3}, within(1e-6));
            step(sgd, group, 0, 0.1);
            // v = 0.9 v + 0 + d p
            double first = 0.88 - 0.1 * (0.54 + 0.088);
            double second = -2.06 - 0.1 * (0.27 - 0.206);
            assertThat(values(members)).containsExactly(new double[] {first, second}, within(1e-6));
        }
    }

    @Test
    void adamw_moves_by_the_rate_at_first_and_decays_beside_the_gradient() {
        try (TorchScope scope = TorchScope.open()) {
            Map<String, Tensor> members = members(1, -2);
            FlatParameters group = FlatParameters.of("group", members);
            AdamW adamw = new AdamW(group, 0.1);
            step(adamw, group, 0.5, 0.01);
            assertThat(values(members)).containsExactly(new double[] {0.999 - 0.01, -2 * 0.999 - 0.01}, within(1e-6));
            step(adamw, group, -0.25, 0.01);
            double mean = (0.9 * 0.05 + 0.1 * -0.25) / (1 - 0.81);
            double square = (0.999 * 0.00025 + 0.001 * 0.0625) / (1 - 0.999 * 0.999);
            double move = 0.01 * mean / (Math.sqrt(square) + 1e-8);
            assertThat(values(members))
                    .containsExactly(new double[] {0.989 * 0.999 - move, (-1.998 - 0.01) * 0.999 - move}, within(1e-6));
            assertThat(adamw.updates()).isEqualTo(2);
        }
    }

    @Test
    void members_keep_their_values_and_share_memory_with_the_group() {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            Map<String, Tensor> members = members(3, 4);
            FlatParameters group = FlatParameters.of("group", members);
            assertThat(values(members)).containsExactly(3, 4);
            group.data().mul_(new Scalar(2.0));
            assertThat(values(members)).containsExactly(6, 8);
        }
    }

    @Test
    void the_backward_pass_adds_to_the_group_s_gradient_until_frozen() {
        try (TorchScope scope = TorchScope.open()) {
            Map<String, Tensor> members = members(3, 4);
            FlatParameters group = FlatParameters.of("group", members);
            group.train();
            for (Tensor member : members.values()) {
                member.mul(member).sum().backward();
            }
            try (NoGrad guard = NoGrad.on()) {
                assertThat(Tensors.item(group.gradient().sum())).isEqualTo(2 * 3 + 2 * 4);
            }
            group.freeze();
            assertThat(members.values()).noneMatch(Tensor::requires_grad);
        }
    }

    private static Map<String, Tensor> members(float first, float second) {
        Map<String, Tensor> members = new LinkedHashMap<>();
        members.put("a", Tensors.of(new float[] {first}, 1));
        members.put("b", Tensors.of(new float[] {second}, 1, 1));
        return members;
    }

    private static void step(Optimizer optimizer, FlatParameters group, double gradient, double rate) {
        try (NoGrad guard = NoGrad.on()) {
            group.gradient().fill_(new Scalar(gradient));
            optimizer.step(rate);
        }
    }

    private static double[] values(Map<String, Tensor> members) {
        return members.values().stream()
                .mapToDouble(member -> Tensors.toFloats(member)[0])
                .toArray();
    }
}
