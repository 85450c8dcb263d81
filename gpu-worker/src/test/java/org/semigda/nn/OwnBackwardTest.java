package org.semigda.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.semigda.torch.Tensors;

/** Layers with a backward pass of their own have LibTorch's gradients. */
class OwnBackwardTest extends LayerTest {

    @Test
    void a_rectifier_has_the_gradients_by_its_input_and_its_slope() {
        PRelu rectifier = new PRelu(layers, "act");
        store.trainable(true);
        Tensor slope = parameter("act.weight");

        List<float[]> own = gradients(rectifier::forward, slope, noise(2, 5, 6, 7));
        List<float[]> plain = gradients(x -> torch.prelu(x, slope), slope, noise(2, 5, 6, 7));

        agree(own, plain);
    }

    @Test
    void a_convolution_s_weight_gets_its_gradient_when_it_is_asked_for() {
        Conv2d conv = layers.conv("conv", 8, 8, 3, 1, 1, false);
        store.trainable(true);
        Tensor weight = parameter("conv.weight");
        Tensor x = noise(2, 8, 6, 7);
        List<float[]> plain = gradients(conv::forward, weight, x);
        weight.mutable_grad().put(new Tensor());
        List<Runnable> later = new ArrayList<>();

        Tensor leaf = x.detach().set_requires_grad(true);
        loss(conv.forward(leaf.mul(leaf).sub(leaf), later::add)).backward();

        assertThat(weight.grad().defined()).isFalse();
        agree(List.of(Tensors.toFloats(leaf.grad())), List.of(plain.get(0)));
        assertThat(later).hasSize(1);
        later.get(0).run();
        agree(List.of(Tensors.toFloats(weight.grad())), List.of(plain.get(1)));
    }

    @Test
    void a_convolution_that_changes_widths_leaves_nothing_for_later() {
        Conv2d conv = layers.conv("conv", 8, 4, 3, 1, 1, false);
        store.trainable(true);
        List<Runnable> later = new ArrayList<>();
        loss(conv.forward(noise(2, 8, 6, 7).set_requires_grad(true), later::add))
                .backward();
        assertThat(later).isEmpty();
        assertThat(parameter("conv.weight").grad().defined()).isTrue();
    }

    @Test
    void another_hook_on_the_result_sees_the_gradient_by_the_result() {
        Conv2d conv = layers.conv("conv", 8, 8, 3, 1, 1, false);
        store.trainable(true);
        Tensor y = conv.forward(noise(2, 8, 6, 7).set_requires_grad(true), Runnable::run);
        List<float[]> seen = new ArrayList<>();
        VoidTensorHook hook = new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                seen.add(Tensors.toFloats(new Tensor(gradient)));
            }
        };
        y.register_hook(hook);

        y.sum().backward();

        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).containsOnly(1);
    }

    /** By the input, which is squared before, and by a parameter. */
    private static List<float[]> gradients(UnaryOperator<Tensor> layer, Tensor parameter, Tensor values) {
        parameter.mutable_grad().put(new Tensor());
        Tensor x = values.detach().set_requires_grad(true);
        loss(layer.apply(x.mul(x).sub(x))).backward();
        return List.of(Tensors.toFloats(x.grad()), Tensors.toFloats(parameter.grad()));
    }

    private static Tensor loss(Tensor y) {
        return y.sin().mul(y).sum();
    }

    private static void agree(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            agree(actual.get(i), expected.get(i));
        }
    }
}
