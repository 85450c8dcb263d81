package org.semigda.train;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Pieces of work that nobody waits for, so that each may be done by whichever thread is free: once, in any order. Which thread it is
 * must not matter to what comes out.
 */
final class SpareWork implements Executor {

    /** Behind the last piece. Whoever meets it leaves it for the others. */
    private static final Runnable END = () -> {};

    private final BlockingQueue<Runnable> pieces = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable piece) {
        pieces.add(piece);
    }

    /** No piece comes after this. */
    void complete() {
        pieces.add(END);
    }

    /** Does pieces, and waits for more, until there is none left and none to come. A piece's failure is the caller's. */
    void help() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Runnable piece = pieces.take();
                    if (piece == END) {
                        pieces.add(END);
                        return;
                    }
                    piece.run();
                } catch (InterruptedException e) {
                    interrupted = true; // native work cannot be left half done
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
