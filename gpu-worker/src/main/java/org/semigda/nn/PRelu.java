package org.semigda.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * A rectifier with one trained slope for negative values, from 0.25. LibTorch's backward pass makes two values a position with
 * one instruction each; on a CPU, where the slope can be read, it is that of a leaky rectifier and a sum, a quarter of the time.
 */
public final class PRelu {

    private final Tensor slope;
    private final BackwardResult result;

    /** Registers {@code prefix + name + ".weight"} [1]. */
    public PRelu(LayerFactory layers, String name) {
        ParameterStore store = layers.store();
        slope = store.parameter(
                layers.prefix() + name + ".weight", layers.initializer().constant(0.25, 1));
        result = store.backwardResult();
    }

    /** The same shape. */
    public Tensor forward(Tensor x) {
        if (!x.is_cpu() || !OwnBackward.recorded(x)) {
            return torch.prelu(x, slope);
        }
        try (TorchScope scope = TorchScope.open()) {
            Scalar value = TorchScope.keepForStep(new Scalar(slope.item_float()));
            Tensor y;
            try (NoGrad guard = NoGrad.on()) {
                y = torch.leaky_relu(x, value);
            }
            return scope.leave(new Backward(x, value).named(x, y));
        }
    }

    private final class Backward extends OwnBackward {

        private final Tensor x;
        private final Scalar value;

        Backward(Tensor x, Scalar value) {
            super(result);
            this.x = TorchScope.keepForStep(new Tensor(x));
            this.value = value;
        }

        @Override
        Tensor byInput(Tensor g) {
            Tensor negative = torch.clamp_max(x, new Scalar(0)).mul_(g);
            addTo(slope, negative.sum(new ScalarTypeOptional(ScalarType.Float)).view(1));
            return torch.leaky_relu_backward(g, x, value, false);
        }

        @Override
        void free() {
            x.close();
            value.close();
        }
    }
}
