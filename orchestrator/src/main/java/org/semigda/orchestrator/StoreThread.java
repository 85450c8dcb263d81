package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The one thread that writes files, so that writes keep the order in which they were asked for. */
final class StoreThread {

    /** Ten thousand runs that the index does not know take minutes to read; later than this it is worth a warning. */
    private static final long LONGEST_MINUTES = 15;

    private final WorkerExecutor executor;

    StoreThread(Vertx vertx) {
        this.executor = vertx.createSharedWorkerExecutor("semigda-store", 1, LONGEST_MINUTES, TimeUnit.MINUTES);
    }

    /** Does blocking work after all work given before; the future completes on the caller's context. */
    <T> Future<T> run(Callable<T> work) {
        return executor.executeBlocking(work, false);
    }

    Future<Void> close() {
        return run(() -> true).eventually(executor::close).mapEmpty();
    }
}
