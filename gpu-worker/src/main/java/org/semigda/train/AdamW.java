package org.semigda.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.semigda.torch.FusedAdamW;
import org.semigda.torch.TorchScope;

/** AdamW as PyTorch defines it: decoupled weight decay, betas 0.9 and 0.999, epsilon 1e-8, both moments corrected. */
final class AdamW implements Optimizer {

    private static final FusedAdamW FORMULA = new FusedAdamW(0.9, 0.999, 1e-8);

    private final FlatParameters group;
    private final double decay;
    private final Tensor mean;
    private final Tensor square;
    private long updates;

    AdamW(FlatParameters group, double decay) {
        this.group = group;
        this.decay = decay;
        this.mean = TorchScope.keep(torch.zeros_like(group.data()));
        this.square = TorchScope.keep(torch.zeros_like(group.data()));
    }

    @Override
    public FlatParameters group() {
        return group;
    }

    @Override
    public void step(double learningRate) {
        updates++;
        FORMULA.step(group.data(), group.gradient(), mean, square, updates, learningRate, decay);
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
    }
}
