package org.semigda.train;

import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * A group of parameters (or buffers) that live in one flat tensor, and their gradients in another. The modules keep their
 * own tensors, which become views; so a whole optimizer step, an average of weights or a gradient norm is a few native
 * calls whatever the number of layers, and data-parallel training can reduce {@link #gradient} as it is.
 *
 * <p>Moving the module to another device afterwards would break the link; move it before.
 */
final class FlatParameters implements AutoCloseable {

    private final String name;
    private final FlatLayout layout;
    private final Tensor data;
    private final Tensor gradient;
    private final Map<String, Tensor> members;

    private FlatParameters(String name, FlatLayout layout, Tensor data, Tensor gradient, Map<String, Tensor> members) {
        this.name = name;
        this.layout = layout;
        this.data = data;
        this.gradient = gradient;
        this.members = members;
    }

    /**
     * Moves tensors into a flat one.
     *
     * @param name of the group, for its learning rate
     * @param members float32 tensors of one device; their data is replaced by views
     */
    static FlatParameters of(String name, Map<String, Tensor> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("group '" + name + "' has no tensors");
        }
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            FlatLayout layout = FlatLayout.of(members);
            Tensor first = members.values().iterator().next();
            Tensor data = TorchScope.keep(torch.zeros(new long[] {layout.size()}, first.options()));
            Tensor gradient = TorchScope.keep(torch.zeros_like(data));
            layout.views(data).forEach((key, view) -> {
                Tensor member = Objects.requireNonNull(members.get(key), key);
                view.copy_(member);
                member.set_data(view);
            });
            return new FlatParameters(name, layout, data, gradient, members);
        }
    }

    /** The group's name. */
    String name() {
        return name;
    }

    /** How the members lie in {@link #data} and {@link #gradient}. */
    FlatLayout layout() {
        return layout;
    }

    /** All values, gaps of zeros included. */
    Tensor data() {
        return data;
    }

    /** All gradients, gaps of zeros included. */
    Tensor gradient() {
        return gradient;
    }

    /** Lets every member ask for a gradient, which the backward pass adds to {@link #gradient}. */
    void train() {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            layout.views(gradient).forEach((key, view) -> {
                Tensor member = Objects.requireNonNull(members.get(key), key);
                member.set_requires_grad(true);
                member.mutable_grad().put(view);
            });
        }
    }

    /** Lets no member ask for a gradient any more. */
    void freeze() {
        try (TorchScope scope = TorchScope.open()) {
            Tensor none = new Tensor();
            members.values().forEach(member -> {
                member.mutable_grad().put(none);
                member.set_requires_grad(false);
            });
        }
    }

    @Override
    public void close() {
        data.close();
        gradient.close();
    }
}
