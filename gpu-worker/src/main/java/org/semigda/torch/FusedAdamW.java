package org.semigda.torch;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type.TypePtr;
import org.bytedeco.pytorch.global.torch;

/**
 * LibTorch's AdamW step in one pass over memory, on any device. bytedeco has no method for it, so it is called by its name.
 *
 * @param beta1 decay of the gradients' mean
 * @param beta2 decay of the mean of their squares
 * @param epsilon added to the root
 */
public record FusedAdamW(double beta1, double beta2, double epsilon) {

    /**
     * Moves {@code data}, {@code mean} and {@code square} by one update. All four tensors have one shape.
     *
     * @param update counted from 1
     * @param rate learning rate
     * @param decay decoupled weight decay
     */
    public void step(Tensor data, Tensor gradient, Tensor mean, Tensor square, long update, double rate, double decay) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor count = torch.full(new long[] {1}, new Scalar((double) update), data.options());
            OperatorHandle operation = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
            IValueVector stack = new IValueVector();
            for (Tensor tensor : new Tensor[] {data, gradient, mean, square}) {
                stack.push_back(list(tensor));
            }
            stack.push_back(list()); // no maxima: not AMSGrad
            stack.push_back(list(count));
            for (double number : new double[] {rate, beta1, beta2, decay, epsilon}) {
                stack.push_back(new IValue(number));
            }
            stack.push_back(new IValue(false)); // not AMSGrad
            stack.push_back(new IValue(false)); // minimise
            stack.push_back(new IValue()); // gradients are not scaled
            stack.push_back(new IValue()); // nor searched for infinities
            operation.callBoxed(stack);
        }
    }

    private static IValue list(Tensor... tensors) {
        GenericList list = new GenericList(new TypePtr(TensorType.get()));
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }
}
