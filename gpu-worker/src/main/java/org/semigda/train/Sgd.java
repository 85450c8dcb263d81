package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.semigda.torch.TorchScope;

/** Stochastic gradient descent with momentum and L2 weight decay: v = m v + (g + d p); p = p - lr v. */
final class Sgd implements Optimizer {

    private final FlatParameters group;
    private final double momentum;
    private final double decay;
    private final Tensor velocity;
    private long updates;

    Sgd(FlatParameters group, double momentum, double decay) {
        this.group = group;
        this.momentum = momentum;
        this.decay = decay;
        this.velocity = TorchScope.keep(torch.zeros_like(group.data()));
    }

    @Override
    public FlatParameters group() {
        return group;
    }

    @Override
    public void step(double learningRate) {
        velocity.mul_(new Scalar(momentum)).add_(group.gradient());
        if (decay != 0) {
            velocity.add_(group.data(), new Scalar(decay));
        }
        group.data().add_(velocity, new Scalar(-learningRate));
        updates++;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        group.layout().views(velocity).forEach((name, view) -> state.put("sgd.momentum/" + name, view));
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
        velocity.close();
    }
}
