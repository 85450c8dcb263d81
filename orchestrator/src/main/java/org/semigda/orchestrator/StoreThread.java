package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/** The one thread that writes files, so that writes keep the order in which they were asked for. */
final class StoreThread {

    private final WorkerExecutor executor;

    StoreThread(Vertx vertx) {
        this.executor = vertx.createSharedWorkerExecutor("semigda-store", 1);
    }

    /** Does blocking work after all work given before; the future completes on the caller's context. */
    <T> Future<T> run(Callable<T> work) {
        return executor.executeBlocking(work, false);
    }

    Future<Void> close() {
        return run(() -> true).eventually(executor::close).mapEmpty();
    }
}
