package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Group normalisation with a scale and a shift per channel. */
public final class GroupNorm {

    private final int groups;
    private final double eps;
    private final TensorOptional weight;
    private final TensorOptional bias;

    GroupNorm(LayerFactory layers, String name, int groups, int channels, double eps) {
        if (channels % groups != 0) {
            throw new IllegalArgumentException(layers.prefix() + name + ": " + channels
                    + " channels cannot be normalised in " + groups + " groups");
        }
        this.groups = groups;
        this.eps = eps;
        ParameterStore store = layers.store();
        String at = layers.prefix() + name;
        weight = store.own(new TensorOptional(
                store.parameter(at + ".weight", layers.initializer().constant(1, channels))));
        bias = store.own(new TensorOptional(
                store.parameter(at + ".bias", layers.initializer().constant(0, channels))));
    }

    /** The same shape. */
    public Tensor forward(Tensor x) {
        return torch.group_norm(x, groups, weight, bias, eps, true);
    }
}
