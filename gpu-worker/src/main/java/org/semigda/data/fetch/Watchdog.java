package org.semigda.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a stream that is silent for too long, which ends a read that would wait for ever. */
final class Watchdog implements AutoCloseable {

    private final InputStream stream;
    private final long patience;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "download-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long fedAt = System.nanoTime();
    private volatile boolean barked;

    Watchdog(InputStream stream, Duration silence) {
        this.stream = stream;
        this.patience = silence.toNanos();
        long every = Math.max(1, silence.toMillis() / 4);
        timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    void fed() {
        fedAt = System.nanoTime();
    }

    boolean barked() {
        return barked;
    }

    private void look() {
        if (System.nanoTime() - fedAt > patience && !barked) {
            barked = true;
            try {
                stream.close();
            } catch (IOException e) {
                // The reader finds the stream closed either way, and says why.
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
