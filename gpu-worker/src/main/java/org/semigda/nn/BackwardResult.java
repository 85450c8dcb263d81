package org.semigda.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorTensorHook;
import org.semigda.torch.TorchScope;

/**
 * The newest gradient that a hook of ours gave LibTorch, and that hook. LibTorch copies the handle only after the hook has
 * returned, so that the hook cannot close it, nor itself; the next hook does. One for all layers of a network: its hooks run
 * one after the other, each once.
 */
final class BackwardResult implements AutoCloseable {

    private final List<Pointer> newest = new ArrayList<>();

    /** Closes the ones before, and keeps these. */
    Tensor give(Tensor gradient, TensorTensorHook hook) {
        close();
        newest.add(TorchScope.keep(gradient));
        newest.add(hook);
        return gradient;
    }

    @Override
    public void close() {
        newest.forEach(Pointer::close);
        newest.clear();
    }
}
