package org.semigda.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does the same to many things on several threads; with one thread, on the caller's. */
final class Workers implements AutoCloseable {

    private final int threads;
    private final ExecutorService executor;

    Workers(String name, int threads) {
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** As {@link #map}, for what has no result. */
    <T> void forEach(List<T> inputs, Consumer<T> task) {
        map(inputs, input -> {
            task.accept(input);
            return input;
        });
    }

    /** The results in the order of the inputs; the first failure, in that order, is thrown once all are done. */
    <T, R> List<R> map(List<T> inputs, Function<T, R> task) {
        if (threads == 1) {
            return inputs.stream().map(task).toList();
        }
        List<Future<R>> futures = new ArrayList<>();
        for (T input : inputs) {
            futures.add(executor.submit(() -> task.apply(input)));
        }
        List<R> results = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<R> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failure = failure == null ? unwrapped(e) : failure;
            } catch (CancellationException e) {
                failure = failure == null ? new IllegalStateException("the workers were closed", e) : failure;
            } catch (InterruptedException e) {
                futures.forEach(open -> open.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while reading images", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            if (waiting instanceof Future<?> future) {
                future.cancel(true); // whoever waits for it would wait for ever
            }
        }
    }
}
