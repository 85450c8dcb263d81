package org.semigda.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * A moving average of weights and BatchNorm statistics: average += (1 - d) (current - average) with d = min(decay, (1 + t)
 * / (10 + t)) at update t from 0 (ours). Call with gradients off or on; it records none.
 */
final class Ema implements AutoCloseable {

    private final double decay;
    private final List<FlatParameters> groups;
    private final List<Tensor> averages = new ArrayList<>();
    private long updates;

    /** Starts from the groups' values. */
    Ema(List<FlatParameters> groups, double decay) {
        this.groups = List.copyOf(groups);
        this.decay = decay;
        try (TorchScope scope = TorchScope.open()) {
            groups.forEach(group -> averages.add(TorchScope.keep(group.data().clone())));
        }
    }

    /** The decay of update t. */
    static double decay(double decay, long t) {
        return Math.min(decay, (1.0 + t) / (10.0 + t));
    }

    /** Moves the average towards the current values. */
    void update() {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            Scalar part = new Scalar(1 - decay(decay, updates));
            for (int i = 0; i < averages.size(); i++) {
                averages.get(i).lerp_(groups.get(i).data(), part);
            }
        }
        updates++;
    }

    /** Runs work with the averages in the groups' place, and puts the trained values back whatever happens. */
    <T> T apply(Supplier<T> work) {
        swap();
        try {
            return work.get();
        } finally {
            swap();
        }
    }

    private void swap() {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            for (int i = 0; i < averages.size(); i++) {
                Tensor data = groups.get(i).data();
                Tensor current = data.clone();
                data.copy_(averages.get(i));
                averages.get(i).copy_(current);
            }
        }
    }

    /** The averages by name: views, to be read or written. The caller's scope owns them. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < averages.size(); i++) {
            state.putAll(groups.get(i).layout().views(averages.get(i)));
        }
        return state;
    }

    /** Updates done so far. */
    long updates() {
        return updates;
    }

    /** Continues after that many updates. */
    void updates(long done) {
        updates = done;
    }

    @Override
    public void close() {
        averages.forEach(Tensor::close);
    }
}
