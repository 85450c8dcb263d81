package org.semigda.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;

/** Layers that find a shorter way give what the plain way gives, in the order of memory they were given. */
class MemoryOrderTest extends LayerTest {

    @Test
    void a_convolution_of_an_upsampled_map_is_the_upsampling_and_the_convolution() {
        Conv2d conv = layers.conv("conv", 5, 7, 3);
        Tensor x = noise(2, 5, 6, 9);
        x.set_requires_grad(true);

        Tensor plain = conv.forward(torch.upsample_nearest2d(x, 12, 18));
        plain.mul(plain).sum().backward();
        float[] byInput = Tensors.toFloats(x.grad());
        x.mutable_grad().zero_();
        Tensor shorter = conv.forwardUpsampled(x);
        shorter.mul(shorter).sum().backward();

        assertThat(shorter.shape()).containsExactly(2, 7, 12, 18);
        agree(Tensors.toFloats(shorter), Tensors.toFloats(plain));
        agree(Tensors.toFloats(x.grad()), byInput);
    }

    @Test
    void a_convolution_that_is_trained_does_it_the_plain_way_bit_for_bit() {
        Conv2d conv = layers.conv("conv", 5, 7, 3);
        Tensor x = noise(2, 5, 6, 9);
        store.trainable(true);
        assertThat(Tensors.toFloats(conv.forwardUpsampled(x)))
                .isEqualTo(Tensors.toFloats(conv.forward(torch.upsample_nearest2d(x, 12, 18))));
    }

    @Test
    void attention_gives_back_the_order_of_memory_it_was_given() {
        SelfAttention attention = new SelfAttention(layers.in("attention"), 32, 16, 1e-6);
        Tensor x = noise(2, 32, 4, 6);

        Tensor rows = attention.forward(x);
        Tensor channels = attention.forward(Tensors.channelsLast(x));

        assertThat(rows.is_contiguous()).isTrue();
        assertThat(channels.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
        agree(Tensors.toFloats(channels), Tensors.toFloats(rows));
    }

    @Test
    void large_maps_are_computed_channels_last_and_small_ones_row_by_row() {
        Tensor large = noise(2, 3, 16, 16);
        Tensor small = Tensors.channelsLast(noise(2, 3, 15, 17));
        assertThat(MapOrder.best(large).is_contiguous(MemoryFormat.ChannelsLast))
                .isTrue();
        assertThat(MapOrder.best(small).is_contiguous()).isTrue();
        assertThat(Tensors.toFloats(MapOrder.best(large))).isEqualTo(Tensors.toFloats(large));
    }

    @Test
    void group_normalisation_is_the_same_in_both_orders_of_memory() {
        groupNormAgrees(32, 32, 48, 50); // a channel a group, a large map
        groupNormAgrees(128, 32, 46, 47); // four
        groupNormAgrees(64, 32, 20, 21); // a small map
        groupNormAgrees(96, 32, 9, 7); // a tiny one
    }

    @Test
    void a_map_that_is_nearly_constant_is_normalised_exactly_where_that_is_asked_for() {
        Tensor x = Tensors.affine(noise(2, 64, 48, 48), 1e-3, 1);
        GroupNorm norm = layers.withExactNorms().groupNorm("norm", 32, 64, 1e-6);
        Tensor precise = x.to(ScalarType.Double);
        Tensor exact = torch.group_norm(precise, 32, new TensorOptional(), new TensorOptional(), 1e-6, true);

        agree(1e-4, Tensors.toFloats(norm.forward(Tensors.channelsLast(x))), Tensors.toFloats(exact));
    }

    @Test
    void frozen_weights_kept_in_another_order_give_the_same_and_are_left_when_they_change() {
        try (ParameterStore frozen = ParameterStore.ofFrozen()) {
            LayerFactory kept = new LayerFactory(frozen, layers.initializer(), "");
            Conv2d conv = kept.conv("conv", 5, 5, 3);
            Tensor x = noise(2, 5, 6, 9);
            for (int i = 0; i < 2; i++) {
                Tensor last = Tensors.channelsLast(x);
                agree(Tensors.toFloats(conv.forward(last)), Tensors.toFloats(conv.forward(x)));
                float[] plain = Tensors.toFloats(conv.forward(torch.upsample_nearest2d(x, 12, 18)));
                agree(Tensors.toFloats(conv.forwardUpsampled(x)), plain);
                agree(Tensors.toFloats(conv.forwardUpsampled(last)), plain);
                try (NoGrad guard = NoGrad.on()) {
                    Objects.requireNonNull(frozen.parameters().get("conv.weight"))
                            .neg_();
                }
            }
        }
    }

    @Test
    void group_normalisation_in_bfloat16_is_as_good_in_both_orders_of_memory() {
        GroupNorm norm = layers.groupNorm("norm", 32, 64, 1e-6);
        for (int side : new int[] {9, 48}) {
            Tensor x = Tensors.affine(noise(3, 64, side, side), 2, 1);
            Tensor exact = norm.forward(x);
            Tensor rows = norm.forward(x.to(ScalarType.BFloat16));
            Tensor last = norm.forward(Tensors.channelsLast(x.to(ScalarType.BFloat16)));
            agree(0.005, Tensors.toFloats(rows), Tensors.toFloats(exact));
            agree(0.005, Tensors.toFloats(last), Tensors.toFloats(exact));
        }
    }

    private void groupNormAgrees(int channels, int groups, int height, int width) {
        String name = "norm" + channels;
        GroupNorm norm = layers.groupNorm(name, groups, channels, 1e-6);
        parameter(name + ".weight").copy_(noise(channels));
        parameter(name + ".bias").copy_(noise(channels));
        store.trainable(true);
        Tensor x = Tensors.affine(noise(3, channels, height, width), 2, 1);
        List<float[]> rows = normalised(norm::forward, name, x);
        List<float[]> channelsLast = normalised(norm::forward, name, Tensors.channelsLast(x));
        List<float[]> silu = normalised(y -> torch.silu(norm.forward(y)), name, x);
        List<float[]> siluChannelsLast = normalised(norm::forwardSilu, name, Tensors.channelsLast(x));
        for (int i = 0; i < rows.size(); i++) {
            agree(1e-4, channelsLast.get(i), rows.get(i)); // sums over thousands of positions
            agree(1e-4, siluChannelsLast.get(i), silu.get(i));
        }
    }

    /** What it gives for x squared, and the gradients by x, scale and shift of the sum of y sin(y). */
    private List<float[]> normalised(UnaryOperator<Tensor> norm, String name, Tensor values) {
        Tensor weight = parameter(name + ".weight");
        Tensor bias = parameter(name + ".bias");
        weight.mutable_grad().put(new Tensor());
        bias.mutable_grad().put(new Tensor());
        Tensor x = values.detach().set_requires_grad(true);
        Tensor y = norm.apply(x.mul(x));
        assertThat(y.is_contiguous(MemoryFormat.ChannelsLast)).isEqualTo(x.is_contiguous(MemoryFormat.ChannelsLast));
        y.sin().mul(y).sum().backward();
        return List.of(
                Tensors.toFloats(y),
                Tensors.toFloats(x.grad()),
                Tensors.toFloats(weight.grad()),
                Tensors.toFloats(bias.grad()));
    }
}
