package org.semigda.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * The tensors of a network by name, in the order they were registered: parameters (trained), buffers (kept, not
 * trained) and second names of shared parameters. The store owns its tensors: they outlive every scope until
 * {@link #close}.
 */
public final class ParameterStore implements AutoCloseable {

    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final List<Pointer> owned = new ArrayList<>();
    private final boolean frozen;
    private final List<FrozenKernel> kernels = new ArrayList<>();
    private final BackwardResult backwardResult = new BackwardResult();

    /** For a network that is trained. */
    public ParameterStore() {
        this(false);
    }

    private ParameterStore(boolean frozen) {
        this.frozen = frozen;
    }

    /**
     * For a network that is frozen most of the time: its layers keep what they make of their weights. While these ask for no
     * gradient they may be overwritten or replaced, but not be written through a view that has taken their place.
     */
    public static ParameterStore ofFrozen() {
        return new ParameterStore(true);
    }

    /** Registers a trained tensor and takes ownership. */
    public Tensor parameter(String name, Tensor tensor) {
        parameters.put(name, add(name, tensor));
        return tensor;
    }

    /** Registers a kept, untrained tensor and takes ownership. */
    public Tensor buffer(String name, Tensor tensor) {
        return add(name, tensor);
    }

    /** A second name of a tensor that is registered already: it appears in {@link #state} only. */
    public void alias(String name, String existing) {
        Tensor tensor = state.get(existing);
        if (tensor == null || state.putIfAbsent(name, tensor) != null) {
            throw new IllegalStateException("cannot name " + existing + " also " + name);
        }
    }

    /** Trained tensors, each once, under its first name. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** Everything a checkpoint holds: parameters, buffers and second names, in the order of registration. */
    public Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }

    /** Takes ownership of another native object that a layer needs as long as its parameters. */
    public <P extends Pointer> P own(P pointer) {
        owned.add(TorchScope.keep(pointer));
        return pointer;
    }

    /** Lays convolutions' weights out channels last, for a network whose maps lie so. To be called before anything shares them. */
    public void channelsLast() {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            parameters.values().stream()
                    .filter(tensor -> tensor.dim() == 4)
                    .forEach(tensor -> tensor.set_data(Tensors.channelsLast(tensor)));
        }
    }

    /** Whether layers may ask {@link #kernel}. */
    boolean frozen() {
        return frozen;
    }

    /** Keeps what a layer makes of a weight. */
    FrozenKernel kernel(UnaryOperator<Tensor> maker) {
        FrozenKernel kernel = new FrozenKernel(maker);
        kernels.add(kernel);
        return kernel;
    }

    /** Where hooks of the layers leave their gradients. */
    BackwardResult backwardResult() {
        return backwardResult;
    }

    /** Whether gradients are recorded for the parameters. */
    public void trainable(boolean on) {
        parameters.values().forEach(tensor -> tensor.requires_grad_(on));
    }

    @Override
    public void close() {
        backwardResult.close();
        kernels.forEach(FrozenKernel::close);
        owned.forEach(Pointer::close);
        owned.clear();
        state.clear();
        parameters.clear();
    }

    private Tensor add(String name, Tensor tensor) {
        if (state.putIfAbsent(name, tensor) != null) {
            throw new IllegalStateException("two tensors named " + name);
        }
        return own(tensor);
    }
}
