package org.semigda.torch;

import java.util.Iterator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Frees every native object made on this thread since it was opened. One scope per step keeps memory flat: native
 * tensors are invisible to Java's collector. What must live longer is taken out with {@link #keep}.
 */
public final class TorchScope implements AutoCloseable {

    private final PointerScope scope = new PointerScope();

    private TorchScope() {}

    /** For {@code try (TorchScope scope = TorchScope.open())}. Scopes may be nested and close in reverse order. */
    public static TorchScope open() {
        return new TorchScope();
    }

    /**
     * Lets a native object outlive all scopes that are open now; its new owner closes it. Constant time. Works without
     * an open scope too.
     */
    public static <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    /**
     * Lets a native object live until the outermost scope that is open on this thread closes: what the backward pass needs
     * lives as long as the step does. Where none is open, the caller closes it.
     */
    public static <P extends Pointer> P keepForStep(P pointer) {
        PointerScope outermost = null;
        for (Iterator<PointerScope> scopes = PointerScope.getScopeIterator(); scopes != null && scopes.hasNext(); ) {
            outermost = scopes.next();
        }
        if (outermost == null) {
            pointer.retainReference();
        } else {
            outermost.attach(pointer);
        }
        return pointer;
    }

    /**
     * Closes this scope and hands one object to the scope around it, or to the caller where there is none: how a
     * layer frees its intermediate results and returns the last one.
     */
    public <P extends Pointer> P leave(P pointer) {
        pointer.retainReference();
        scope.close();
        PointerScope outer = PointerScope.getInnerScope();
        if (outer != null) {
            outer.attach(pointer);
            pointer.releaseReference();
        }
        return pointer;
    }

    /** Safe to call again, also after {@link #leave}. */
    @Override
    public void close() {
        scope.close();
    }
}
