package org.semigda.nn;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.semigda.torch.TorchScope;

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
        channelsLast = new ChannelsLastNorm(groups, eps, layers.exactNorms(), scale, shift, store.backwardResult());
    }

    /** The same shape, in the same order of memory. */
    public Tensor forward(Tensor x) {
        return ownWayPays(x) ? channelsLast.forward(x, false) : torch.group_norm(x, groups, weight, bias, eps, true);
    }

    /** The same with SiLU behind it. */
    public Tensor forwardSilu(Tensor x) {
        if (ownWayPays(x)) {
            return channelsLast.forward(x, true);
        }
        try (TorchScope scope = TorchScope.open()) {
            Tensor y = torch.group_norm(x, groups, weight, bias, eps, true);
            if (GradMode.is_enabled()) {
                return scope.leave(torch.silu(y));
            }
            torch.silu_(y); // gives a second handle of y, which does not own it
            return scope.leave(y);
        }
    }

    private boolean ownWayPays(Tensor x) {
        boolean last = MapOrder.isChannelsLast(x) && !x.is_contiguous();
        return last && ChannelsLastNorm.pays(x) && (x.requires_grad() || !learns());
    }

    private boolean learns() {
        return GradMode.is_enabled() && weight.get().requires_grad();
    }
}
