package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A rectifier with one trained slope for negative values, from 0.25. */
public final class PRelu {

    private final Tensor slope;

    /** Registers {@code prefix + name + ".weight"} [1]. */
    public PRelu(LayerFactory layers, String name) {
        slope = layers.store()
                .parameter(
                        layers.prefix() + name + ".weight", layers.initializer().constant(0.25, 1));
    }

    /** The same shape. */
    public Tensor forward(Tensor x) {
        return torch.prelu(x, slope);
    }
}
