package org.semigda.cli.console;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C (and a plain kill) as a wish to stop: the first runs an action and lets the command finish in its own time,
 * the second ends the process at once. A shutdown hook cannot tell the two apart, so signals are taken directly.
 */
public final class Interrupts implements AutoCloseable {

    private final CountDownLatch raised = new CountDownLatch(1);
    private final List<Taken> taken;

    private record Taken(Signal signal, SignalHandler before) {}

    private Interrupts(Runnable onFirst) {
        SignalHandler handler = signal -> {
            if (raised.getCount() == 0) {
                Runtime.getRuntime().halt(Errors.INTERRUPTED);
            }
            raised.countDown();
            new Thread(onFirst, "interrupted").start();
        };
        taken = List.of(take("INT", handler), take("TERM", handler));
    }

    private static Taken take(String name, SignalHandler handler) {
        Signal signal = new Signal(name);
        return new Taken(signal, Signal.handle(signal, handler));
    }

    /** Takes the signals until closed. */
    public static Interrupts take(Runnable onFirst) {
        return new Interrupts(onFirst);
    }

    boolean raised() {
        return raised.getCount() == 0;
    }

    /** Waits for the first. */
    public void await() throws InterruptedException {
        raised.await();
    }

    @Override
    public void close() {
        for (Taken one : taken) {
            Signal.handle(one.signal(), one.before());
        }
    }
}
