package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.semigda.torch.TorchScope;

/** AdamW as PyTorch defines it: decoupled weight decay, betas 0.9 and 0.999, epsilon 1e-8, both moments corrected. */
final class AdamW implements Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final FlatParameters group;
    private final double decay;
    private final Tensor mean;
    private final Tensor square;
    private final Tensor work;
    private long updates;

    AdamW(FlatParameters group, double decay) {
        this.group = group;
        this.decay = decay;
        this.mean = TorchScope.keep(torch.zeros_like(group.data()));
        this.square = TorchScope.keep(torch.zeros_like(group.data()));
        this.work = TorchScope.keep(torch.zeros_like(group.data()));
    }

    @Override
    public FlatParameters group() {
        return group;
    }

    @Override
    public void step(double learningRate) {
        updates++;
        Tensor gradient = group.gradient();
        double first = 1 - Math.pow(BETA1, updates);
        double second = 1 - Math.pow(BETA2, updates);
        group.data().mul_(new Scalar(1 - learningRate * decay));
        mean.lerp_(gradient, new Scalar(1 - BETA1));
        square.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
        torch.sqrt_out(work, square).div_(new Scalar(Math.sqrt(second))).add_(new Scalar(EPSILON));
        group.data().addcdiv_(mean, work, new Scalar(-learningRate / first));
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        group.layout().views(mean).forEach((name, view) -> state.put("adamw.mean/" + name, view));
        group.layout().views(square).forEach((name, view) -> state.put("adamw.square/" + name, view));
        return state;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public void updates(long done) {
        updates = done;
    }

    @Override
    public void close() {
        mean.close();
        square.close();
        work.close();
    }
}
