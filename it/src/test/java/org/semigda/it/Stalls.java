package org.semigda.it;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long this machine did not let us run: a thread that wants to wake often notices how late it does. Spans of time that are
 * promised to people are promised on a machine that works, so what it stood still for is taken off them.
 */
final class Stalls implements AutoCloseable {

    private static final long EVERY_MILLIS = 20;

    private final AtomicLong lateNanos = new AtomicLong();
    private final Thread thread = new Thread(this::measure, "stalls");

    private Stalls() {
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
    }

    static Stalls watch() {
        Stalls stalls = new Stalls();
        stalls.thread.start();
        return stalls;
    }

    private void measure() {
        try {
            for (long last = System.nanoTime(); ; last = System.nanoTime()) {
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
                lateNanos.addAndGet(System.nanoTime() - last - TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A span of time that begins now. */
    Span begin() {
        return new Span(System.nanoTime(), lateNanos.get());
    }

    /** A span of time. */
    final class Span {

        private final long began;
        private final long lateBefore;

        private Span(long began, long lateBefore) {
            this.began = began;
            this.lateBefore = lateBefore;
        }

        /** Seconds up to now, without those in which the machine stood still. */
        double seconds() {
            return (System.nanoTime() - began - (lateNanos.get() - lateBefore)) / 1e9;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
