package org.semigda.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A 2-D convolution: {@code weight} [out,in,k,k] and, where wanted, {@code bias} [out]. */
public final class Conv2d {

    private static final long[] ONE = {1, 1};

    private final Tensor weight;
    private final TensorOptional bias;
    private final long[] stride;
    private final long[] padding;

    Conv2d(LayerFactory layers, String name, int in, int out, int kernel, int stride, int padding, boolean bias) {
        ParameterStore store = layers.store();
        String weightName = layers.prefix() + name + ".weight";
        this.weight = store.parameter(weightName, layers.initializer().convWeight(weightName, in, out, kernel));
        if (bias) {
            String biasName = layers.prefix() + name + ".bias";
            this.bias = store.own(new TensorOptional(
                    store.parameter(biasName, layers.initializer().convBias(biasName, in, out, kernel))));
        } else {
            this.bias = store.own(new TensorOptional());
        }
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
    }

    /** [B,in,H,W] to [B,out,H',W']. */
    public Tensor forward(Tensor x) {
        return torch.conv2d(x, weight, bias, stride, padding, ONE, 1);
    }
}
