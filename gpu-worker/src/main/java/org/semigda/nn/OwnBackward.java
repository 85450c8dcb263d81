package org.semigda.nn;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * The backward pass of an operation that LibTorch has no good one for, or that is done in another order than LibTorch would. The
 * operation gives as many values as it takes. Used once.
 */
abstract class OwnBackward extends TensorTensorHook {

    private final BackwardResult result;

    OwnBackward(BackwardResult result) {
        this.result = result;
    }

    /**
     * The operation's result as LibTorch's graph sees it: a name for x with y's values. Its gradient is y's, and the hook
     * makes x's of it.
     *
     * @param y of x's shape and type, made without a graph
     */
    Tensor named(Tensor x, Tensor y) {
        Tensor named = x.alias();
        named.set_data(y);
        named.register_hook(TorchScope.keepForStep(this));
        return named.alias(); // for hooks of others: on the same name they would come after this one
    }

    @Override
    public final TensorBase call(TensorBase gradient) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            return result.give(byInput(new Tensor(gradient)), this);
        } finally {
            free();
        }
    }

    /**
     * The gradient by x; adds those by the parameters to theirs.
     *
     * @param g gradient by y
     */
    abstract Tensor byInput(Tensor g);

    /** Closes what was kept for {@link #byInput}. */
    abstract void free();

    /** Whether a backward pass will ask for the gradient by x. */
    static boolean recorded(Tensor x) {
        return GradMode.is_enabled() && x.requires_grad();
    }

    /** Adds to a parameter's gradient, if it wants one. */
    static void addTo(Tensor parameter, Tensor gradient) {
        if (parameter.requires_grad()) {
            Tensor before = parameter.grad();
            if (before.defined()) {
                before.add_(gradient);
            } else {
                parameter.mutable_grad().put(gradient);
            }
        }
    }
}
