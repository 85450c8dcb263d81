package org.semigda.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that touches a device's native state. Work goes in as small units, so that pause, stop and save take
 * effect between them; results come back on the caller's own Vert.x context.
 */
public final class DeviceThread implements AutoCloseable {

    private final Vertx vertx;
    private final ExecutorService thread;

    private DeviceThread(Vertx vertx, String device) {
        this.vertx = vertx;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread t = new Thread(work, "semigda-device-" + device);
            t.setDaemon(true);
            return t;
        });
    }

    /** Starts the thread of a device. */
    public static DeviceThread open(Vertx vertx, String device) {
        return new DeviceThread(vertx, device);
    }

    /** Runs one unit of work after those already given; the future completes on the calling context. */
    public <T> Future<T> run(Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    T result = work.call();
                    context.runOnContext(v -> promise.complete(result));
                } catch (Throwable e) { // an Error of the native layer must reach the run, not end this thread unseen
                    context.runOnContext(v -> promise.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new IllegalStateException("the device thread is closed", e));
        }
        return promise.future();
    }

    /** Takes no more work; what was given is still done. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
