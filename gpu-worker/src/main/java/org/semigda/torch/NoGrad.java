package org.semigda.torch;

import org.bytedeco.pytorch.GradMode;

/**
 * Switches recording for the backward pass off on this thread until closed. Closing brings back the mode before, so
 * guards may be nested.
 */
public final class NoGrad implements AutoCloseable {

    private final boolean before;

    private NoGrad() {
        before = GradMode.is_enabled();
        GradMode.set_enabled(false);
    }

    /** For {@code try (NoGrad guard = NoGrad.on())}. */
    public static NoGrad on() {
        return new NoGrad();
    }

    @Override
    public void close() {
        GradMode.set_enabled(before);
    }
}
