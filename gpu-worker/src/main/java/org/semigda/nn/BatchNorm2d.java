package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation per channel, eps 1e-5, momentum 0.1. In training it normalises by the batch and updates its
 * running statistics; otherwise it normalises by these.
 */
public final class BatchNorm2d {

    private static final double EPS = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final TensorOptional weight;
    private final TensorOptional bias;
    private final TensorOptional mean;
    private final TensorOptional variance;

    BatchNorm2d(LayerFactory layers, String name, int channels) {
        ParameterStore store = layers.store();
        Initializer initializer = layers.initializer();
        String at = layers.prefix() + name;
        weight = store.own(new TensorOptional(store.parameter(at + ".weight", initializer.constant(1, channels))));
        bias = store.own(new TensorOptional(store.parameter(at + ".bias", initializer.constant(0, channels))));
        mean = store.own(new TensorOptional(store.buffer(at + ".running_mean", initializer.constant(0, channels))));
        variance = store.own(new TensorOptional(store.buffer(at + ".running_var", initializer.constant(1, channels))));
    }

    /** The same shape. */
    public Tensor forward(Tensor x, BatchMode mode) {
        if (mode.training() && mode.shared().isPresent()) {
            return mode.shared().get().normalise(x, weight, bias, mean, variance, MOMENTUM, EPS);
        }
        boolean training = mode.training();
        return torch.batch_norm(x, weight, bias, mean, variance, training, MOMENTUM, EPS, true);
    }
}
