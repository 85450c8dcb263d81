package org.semigda.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.NoGrad;
import org.semigda.torch.ProcessGroup;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * BatchNorm over the batch of all processes together (synchronized BatchNorm), each of which holds equally many rows.
 *
 * <p>Forward: every process tells its mean and variance per channel, and normalises by those of the whole. Backward: LibTorch
 * takes these two as constants, which gives the part g of the gradient; a hook on the input adds the rest, that goes through
 * the statistics: {@code g - mean(g) - xhat * mean(g * xhat)}, with means over all processes. One exchange each way.
 *
 * <p>{@link #release} frees what a step needed, once its backward pass is over.
 */
public final class SharedStatistics implements AutoCloseable {

    private final ProcessGroup group;
    private final List<Pointer> held = new ArrayList<>();

    /** Shares over a group. Its owner closes it. */
    public SharedStatistics(ProcessGroup group) {
        this.group = group;
    }

    /** Normalises [B,C,H,W] by the statistics of all processes, and moves the running ones. */
    Tensor normalise(
            Tensor x,
            TensorOptional weight,
            TensorOptional bias,
            TensorOptional runningMean,
            TensorOptional runningVariance,
            double momentum,
            double eps) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor mean;
            Tensor variance;
            try (NoGrad guard = NoGrad.on()) {
                Tensor all = gather(x);
                Tensor means = all.select(1, 0);
                mean = means.mean(0);
                Tensor apart = means.sub(mean);
                variance = all.select(1, 1).add_(apart.mul(apart)).mean(0);
                double count = (double) x.numel() / x.size(1) * group.size();
                Scalar part = new Scalar(momentum);
                runningMean.get().lerp_(mean, part);
                runningVariance.get().lerp_(Tensors.affine(variance, count / (count - 1), 0), part);
                if (x.requires_grad()) {
                    Through hook = new Through(hold(new Tensor(x)), hold(mean), hold(inverse(variance, eps)), count);
                    x.register_hook(hold(hook));
                }
            }
            return scope.leave(torch.batch_norm(
                    x,
                    weight,
                    bias,
                    new TensorOptional(mean),
                    new TensorOptional(variance),
                    false,
                    momentum,
                    eps,
                    true));
        }
    }

    /** Means and variances per channel of every process, [processes, 2, C]: exact where a sum of squares would not be. */
    private Tensor gather(Tensor x) {
        // As exact as var_mean, and where maps lie channels last a tenth of its time.
        TensorOptional none = new TensorOptional();
        T_TensorTensor_T own = torch.batch_norm_update_stats(x.to(ScalarType.Float), none, none, 0);
        Tensor all =
                torch.zeros(new long[] {group.size(), 2, x.size(1)}, own.get0().options());
        Tensor row = all.select(0, group.rank());
        row.select(0, 0).copy_(own.get0());
        row.select(0, 1).copy_(own.get1());
        group.sum(all);
        return all;
    }

    private static Tensor inverse(Tensor variance, double eps) {
        return Tensors.affine(variance, 1, eps).rsqrt_();
    }

    /** Frees the inputs and hooks of a step. Call when its backward pass is over, or will never be. */
    public void release() {
        held.forEach(Pointer::close);
        held.clear();
    }

    @Override
    public void close() {
        release();
    }

    private <P extends Pointer> P hold(P pointer) {
        held.add(TorchScope.keep(pointer));
        return pointer;
    }

    /** Adds to an input's gradient what goes through the statistics. */
    private final class Through extends TensorTensorHook {

        private final Tensor x;
        private final Tensor mean;
        private final Tensor inverse;
        private final double count;

        Through(Tensor x, Tensor mean, Tensor inverse, double count) {
            this.x = x;
            this.mean = mean;
            this.inverse = inverse;
            this.count = count;
        }

        @Override
        public TensorBase call(TensorBase gradient) {
            try (TorchScope scope = TorchScope.open();
                    NoGrad guard = NoGrad.on()) {
                Tensor g = new Tensor(gradient);
                Tensor means = sums(g);
                group.sum(means);
                means.div_(new Scalar(count));
                // xhat = x * inverse - mean * inverse, so the whole is g + x * slope + offset, per channel.
                Tensor slope = means.select(0, 1).mul(inverse).neg_();
                Tensor offset = means.select(0, 0).add(mean.mul(slope)).neg_();
                Tensor through = torch.addcmul(perChannel(offset), x, perChannel(slope));
                return hold(through.add_(g).to(g.scalar_type()));
            }
        }

        /** Sums per channel of g and of g * xhat here, [2, C]. */
        private Tensor sums(Tensor g) {
            TensorOptional none = new TensorOptional();
            T_TensorTensorTensor_T all = torch.native_batch_norm_backward(
                    g.to(ScalarType.Float),
                    x.to(ScalarType.Float),
                    none,
                    none,
                    none,
                    new TensorOptional(mean),
                    new TensorOptional(inverse),
                    true,
                    0,
                    new BoolPointer(3).put(0, false).put(1, true).put(2, true));
            return torch.stack(new TensorVector(all.get2(), all.get1()));
        }

        private static Tensor perChannel(Tensor values) {
            return values.view(1, -1, 1, 1);
        }
    }
}
