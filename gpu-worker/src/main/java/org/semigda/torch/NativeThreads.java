package org.semigda.torch;

import org.bytedeco.pytorch.global.torch;

/** Lets native operations that this thread begins use so many threads, until closed. */
public final class NativeThreads implements AutoCloseable {

    private final int before;

    private NativeThreads(int count) {
        before = count();
        torch.set_num_threads(count);
    }

    /**
     * For {@code try (NativeThreads guard = NativeThreads.use(count))}.
     *
     * @param count at least 1
     */
    public static NativeThreads use(int count) {
        return new NativeThreads(count);
    }

    /** How many threads an operation begun by this thread uses. */
    public static int count() {
        return torch.get_num_threads(); // at a thread's first call LibTorch sets it, to what the process began with
    }

    @Override
    public void close() {
        torch.set_num_threads(before);
    }
}
