package org.semigda.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** Layers that find a shorter way give what the plain way gives, in the order of memory they were given. */
class MemoryOrderTest {

    private TorchScope scope;
    private ParameterStore store;
    private LayerFactory layers;

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

    private static Tensor noise(long... shape) {
        torch.manual_seed(3);
        return torch.randn(shape);
    }

    private static void agree(float[] actual, float... expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = 0;
        double error = 0;
        for (int i = 0; i < actual.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(actual[i] - expected[i]));
        }
        assertThat(error).isLessThan(1e-5 * scale);
    }
}
