package org.semigda.train;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.semigda.torch.NativeThreads;
import org.semigda.torch.TorchScope;

/**
 * Does two pieces of native work at the same time, one on the caller's thread and one on a thread of its own, each with half of
 * the threads there are. Two pieces that need nothing of each other use two cores better so than one after the other, each
 * operation divided between both: nobody waits at the end of each operation. Which numbers come out does not depend on
 * which piece is ahead. Belongs to one thread.
 */
final class SideBySide implements AutoCloseable {

    private final ExecutorService side = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "semigda-side");
        thread.setDaemon(true);
        return thread;
    });
    private final int threads;
    /** Of the other thread, which alone touches it: what is made there lives until {@link #release}. */
    private Optional<TorchScope> scope = Optional.empty();

    /** What came of both pieces. */
    record Both<A, B>(A here, B there) {}

    /** @param threads of both together, at least 2 */
    SideBySide(int threads) {
        this.threads = threads;
    }

    /**
     * Waits for both, whatever becomes of either; a failure is the caller's own, or else the other thread's.
     *
     * @param spare what a thread does when it is done with its own piece, with the smaller half of the threads; {@code there} may add
     *     to it
     */
    <A, B> Both<A, B> run(Supplier<A> here, Supplier<B> there, SpareWork spare) {
        Future<B> other = side.submit(() -> aside(there, spare));
        A mine;
        try {
            try (NativeThreads half = NativeThreads.use(threads - threads / 2)) {
                mine = here.get();
            }
            try (NativeThreads half = NativeThreads.use(threads / 2)) {
                spare.help();
            }
        } catch (RuntimeException | Error e) {
            try {
                await(other);
            } catch (RuntimeException | Error second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return new Both<>(mine, await(other));
    }

    private <B> B aside(Supplier<B> work, SpareWork spare) {
        B mine;
        try {
            mine = own(work);
        } finally {
            spare.complete(); // whatever became of it: the other thread waits for this
        }
        try (NativeThreads half = NativeThreads.use(threads / 2)) {
            spare.help();
        }
        return mine;
    }

    private <B> B own(Supplier<B> work) {
        if (scope.isEmpty()) {
            scope = Optional.of(TorchScope.open());
        }
        try (NativeThreads half = NativeThreads.use(threads / 2)) {
            return work.get();
        }
    }

    /** Frees what was made on the other thread since the last time. */
    void release() {
        await(side.submit(() -> {
            scope.ifPresent(TorchScope::close);
            scope = Optional.empty();
            return true;
        }));
    }

    private static <T> T await(Future<T> work) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException e) {
                    interrupted = true; // native work cannot be left half done
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        release();
        side.shutdown();
    }
}
