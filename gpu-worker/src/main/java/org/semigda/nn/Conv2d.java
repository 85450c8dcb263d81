package org.semigda.nn;

import java.util.concurrent.Executor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.Autocast;
import org.semigda.torch.Device;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/** A 2-D convolution: {@code weight} [out,in,k,k] and, where wanted, {@code bias} [out]. */
public final class Conv2d {

    static final long[] NONE = {0, 0};
    static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};

    private final Tensor weight;
    private final TensorOptional bias;
    private final long[] stride;
    private final long[] padding;
    /**
     * A single tap, for which dilation means nothing. Channels last it keeps LibTorch from its own way with one thread and small
     * batches, which copies the input and takes up to twice as long as oneDNN; row by row oneDNN is the slower one.
     */
    private final boolean point;
    /** Whether it keeps sizes and widths, and has no bias. */
    private final boolean even;

    private final BackwardResult result;
    private final ConvKernels kernels;

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
        this.point = kernel == 1;
        this.even = in == out && stride == 1 && padding == kernel / 2 && !bias;
        this.result = store.backwardResult();
        this.kernels = new ConvKernels(store, weight);
    }

    /** [B,in,H,W] to [B,out,H',W']. */
    public Tensor forward(Tensor x) {
        boolean dilated = point && MapOrder.isChannelsLast(x);
        return torch.conv2d(x, kernels.plain(x), bias, stride, padding, dilated ? TWO : ONE, 1);
    }

    /**
     * The same. Its weight's gradient, which nothing in the backward pass waits for, is computed by the executor, where this is
     * a convolution without bias that keeps sizes and widths; it must have been before the gradient is read.
     */
    public Tensor forward(Tensor x, Executor weightGradients) {
        boolean learns = OwnBackward.recorded(x) && weight.requires_grad();
        boolean asIs = Autocast.on(Device.CPU) == (x.scalar_type().intern() == ScalarType.BFloat16);
        if (!even || !learns || !asIs || !x.is_cpu()) {
            return forward(x);
        }
        try (TorchScope scope = TorchScope.open()) {
            Tensor y;
            try (NoGrad guard = NoGrad.on()) {
                y = torch.conv2d(x, weight.to(x.scalar_type()), bias, stride, padding, ONE, 1);
            }
            return scope.leave(new DeferredConvolution(x, weight, padding, weightGradients, result).named(x, y));
        }
    }

    /**
     * This 3x3 convolution after nearest upsampling, [B,in,h,w] to [B,out,2h,2w], as one transposed convolution of stride 2:
     * each output sees two rows and columns of the input, not three, so it takes 4/9 of the operations and the large input
     * is never made. The kernel's taps are sums of the original ones; results differ by rounding alone. While the weights are
     * trained it is done the plain way.
     */
    public Tensor forwardUpsampled(Tensor x) {
        if (weight.requires_grad()) {
            return forward(torch.upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3)));
        }
        try (TorchScope scope = TorchScope.open()) {
            Tensor taps = kernels.upsampling(x);
            return scope.leave(torch.conv_transpose2d(x, taps, bias, TWO, ONE, NONE, 1, ONE));
        }
    }
}
