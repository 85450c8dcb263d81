package org.semigda.nn;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorTensorHook;
import org.semigda.torch.TorchScope;

/**
 * The newest gradient that a hook of ours gave LibTorch, and that hook. LibTorch copies the handle only after the hook has
 * returned, so that the hook cannot close it, nor itself; the next hook does. One for all layers of a network: on one thread
 * its hooks run one after the other, each once.
 */
final class BackwardResult implements AutoCloseable {

    /** By thread: two branches may go backward through one network at the same time. */
    private final Map<Thread, List<Pointer>> newest = new ConcurrentHashMap<>();

    /** Closes this thread's ones before, and keeps these. */
    Tensor give(Tensor gradient, TensorTensorHook hook) {
        List<Pointer> before = newest.put(Thread.currentThread(), List.of(TorchScope.keep(gradient), hook));
        if (before != null) {
            before.forEach(Pointer::close);
        }
        return gradient;
    }

    @Override
    public void close() {
        newest.values().forEach(pointers -> pointers.forEach(Pointer::close));
        newest.clear();
    }
}
