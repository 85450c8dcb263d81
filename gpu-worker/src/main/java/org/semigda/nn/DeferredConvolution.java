package org.semigda.nn;

import java.util.concurrent.Executor;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * The backward pass of a convolution that keeps widths and sizes: the gradient by its input at once, because all that is before
 * waits for it; the one by its weight whenever the executor finds the time.
 */
final class DeferredConvolution extends OwnBackward {

    private final Tensor x;
    private final Tensor weight;
    private final long[] padding;
    private final Executor later;

    DeferredConvolution(Tensor x, Tensor weight, long[] padding, Executor later, BackwardResult result) {
        super(result);
        this.x = TorchScope.keepForStep(new Tensor(x));
        this.weight = weight;
        this.padding = padding;
        this.later = later;
    }

    @Override
    Tensor byInput(Tensor g) {
        MemoryFormat order = x.is_contiguous() ? MemoryFormat.Contiguous : MemoryFormat.ChannelsLast;
        Tensor given = TorchScope.keepForStep(new Tensor(g.contiguous(order)));
        Tensor byInput = new Tensor(backward(given, true).get0());
        later.execute(() -> addByWeight(given)); // which closes what it is made of
        return byInput;
    }

    /** On any thread, once. */
    private void addByWeight(Tensor given) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            addTo(weight, backward(given, false).get1().to(ScalarType.Float));
        } finally {
            given.close();
            x.close();
        }
    }

    private T_TensorTensorTensor_T backward(Tensor given, boolean byInput) {
        BoolPointer wanted = new BoolPointer(3).put(0, byInput).put(1, !byInput).put(2, false);
        Tensor own = weight.to(x.scalar_type());
        return torch.convolution_backward(
                given,
                x,
                own,
                new LongArrayRefOptional(),
                Conv2d.ONE,
                padding,
                Conv2d.ONE,
                false,
                Conv2d.NONE,
                1,
                wanted);
    }

    @Override
    void free() {
        // The weight's gradient still needs x.
    }
}
