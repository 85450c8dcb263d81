package org.semigda.nn;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** Group normalisation with a scale and a shift per channel. */
public final class GroupNorm {

    private final int groups;
    private final double eps;
    private final TensorOptional weight;
    private final TensorOptional bias;
    private final ChannelsLastNorm channelsLast;

    GroupNorm(LayerFactory layers, String name, int groups, int channels, double eps) {
        if (channels % groups != 0) {
            throw new IllegalArgumentException(layers.prefix() + name + ": " + channels
                    + " channels cannot be normalised in " + groups + " groups");
        }
        this.groups = groups;
        this.eps = eps;
        ParameterStore store = layers.store();
        String at = layers.prefix() + name;
        Tensor scale = store.parameter(at + ".weight", layers.initializer().constant(1, channels));
        Tensor shift = store.parameter(at + ".bias", layers.initializer().constant(0, channels));
        weight = store.own(new TensorOptional(scale));
        bias = store.own(new TensorOptional(shift));
        channelsLast = new ChannelsLastNorm(groups, eps, scale, shift, store.backwardResult());
    }

    /** The same shape, in the same order of memory. */
    public Tensor forward(Tensor x) {
        boolean last = x.is_cpu() && x.is_contiguous(MemoryFormat.ChannelsLast) && !x.is_contiguous();
        if (last && ChannelsLastNorm.pays(x) && (x.requires_grad() || !learns())) {
            return channelsLast.forward(x);
        }
        return torch.group_norm(x, groups, weight, bias, eps, true);
    }

    private boolean learns() {
        return GradMode.is_enabled() && weight.get().requires_grad();
    }
}
