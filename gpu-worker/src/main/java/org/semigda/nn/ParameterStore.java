package org.semigda.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
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
    private final BackwardResult backwardResult = new BackwardResult();

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
