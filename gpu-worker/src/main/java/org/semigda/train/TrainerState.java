package org.semigda.train;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.model.SemiGda;
import org.semigda.torch.NoGrad;
import org.semigda.torch.TorchScope;

/**
 * Everything but the position that the next steps depend on, copied to the host and back. Random numbers need no
 * saving: every step draws its own from its number.
 */
final class TrainerState {

    private static final String UPDATES = "updates";
    private static final String EMA_UPDATES = "ema.updates";
    private static final String SPREAD = "latent_spread";

    private final SemiGda model;
    private final Ema ema;
    private final LatentSpread spread;

    TrainerState(SemiGda model, Ema ema, LatentSpread spread) {
        this.model = model;
        this.ema = ema;
        this.spread = spread;
    }

    Map<String, TensorData> model(IntFunction<ByteBuffer> memory) {
        try (TorchScope scope = TorchScope.open()) {
            return HostTensors.copy(model.state(), memory);
        }
    }

    /**
     * The whole network with its averages in the place of what is averaged, so that the file loads by itself. A shared
     * tensor has its average under either of its names.
     *
     * @param trained what {@link #model} gave; its tensors that have no average are shared, not copied
     */
    Map<String, TensorData> ema(Map<String, TensorData> trained, IntFunction<ByteBuffer> memory) {
        try (TorchScope scope = TorchScope.open()) {
            Map<String, TensorData> averages = HostTensors.copy(ema.state(), memory);
            Map<Tensor, TensorData> byTensor = new IdentityHashMap<>();
            model.state().forEach((name, tensor) -> {
                TensorData average = averages.get(name);
                if (average != null) {
                    byTensor.put(tensor, average);
                }
            });
            Map<String, TensorData> all = new LinkedHashMap<>(trained);
            model.state().forEach((name, tensor) -> {
                TensorData average = byTensor.get(tensor);
                if (average != null) {
                    all.put(name, average);
                }
            });
            return all;
        }
    }

    Map<String, TensorData> trainer(List<Optimizer> optimizers, IntFunction<ByteBuffer> memory) {
        try (TorchScope scope = TorchScope.open()) {
            Map<String, TensorData> state = new LinkedHashMap<>();
            for (Optimizer optimizer : optimizers) {
                state.putAll(HostTensors.copy(optimizer.state(), memory));
                state.put(updates(optimizer), HostTensors.of(optimizer.updates()));
            }
            state.put(EMA_UPDATES, HostTensors.of(ema.updates()));
            state.put(SPREAD, spread.save());
            return state;
        }
    }

    /** Writes a snapshot's values back, into optimizers of the stage it was taken in. */
    void restore(Snapshot snapshot, List<Optimizer> optimizers) {
        try (TorchScope scope = TorchScope.open()) {
            HostTensors.write(snapshot.model(), model.state());
            model.vae().scaleFactor(snapshot.info().scaleFactor());
            HostTensors.write(snapshot.ema(), ema.state());
            Map<String, TensorData> trainer = snapshot.trainer();
            for (Optimizer optimizer : optimizers) {
                Map<String, Tensor> state = optimizer.state();
                HostTensors.write(trainer, state);
                optimizer.updates(HostTensors.number(trainer, updates(optimizer)));
            }
            ema.updates(HostTensors.number(trainer, EMA_UPDATES));
            TensorData saved = trainer.get(SPREAD);
            if (saved != null) {
                spread.restore(saved);
            }
        }
    }

    /** Makes this state rank 0's, on every rank. */
    void share(GradientSync sync, List<Optimizer> optimizers) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            Map<Tensor, String> tensors = new IdentityHashMap<>();
            model.state().forEach((name, tensor) -> {
                if (tensors.putIfAbsent(tensor, name) == null) {
                    sync.fromFirst(tensor);
                }
            });
            ema.state().values().forEach(sync::fromFirst);
            optimizers.forEach(optimizer -> {
                optimizer.state().values().forEach(sync::fromFirst);
                optimizer.updates(sync.fromFirst(optimizer.updates()));
            });
            ema.updates(sync.fromFirst(ema.updates()));
            model.vae().scaleFactor(shared(sync, model.vae().scaleFactor()));
            spread.restore(spread.save(value -> shared(sync, value)));
        }
    }

    private static double shared(GradientSync sync, double value) {
        return Double.longBitsToDouble(sync.fromFirst(Double.doubleToRawLongBits(value)));
    }

    private static String updates(Optimizer optimizer) {
        return UPDATES + "/" + optimizer.group().name();
    }
}
