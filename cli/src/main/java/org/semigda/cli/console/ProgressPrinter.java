package org.semigda.cli.console;

import java.util.function.LongSupplier;

/** Shows progress: on a terminal one line that is rewritten, anywhere else a line every ten seconds. */
public final class ProgressPrinter {

    private static final long EVERY_MILLIS = 10_000;
    private static final long REWRITE_MILLIS = 100;
    private static final String CLEAR = "\r\u001b[K";

    private final Terminal terminal;
    private final LongSupplier clock;
    private long shownAt;
    private boolean lineOpen;

    /** @param clock milliseconds from any start */
    public ProgressPrinter(Terminal terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
        this.shownAt = clock.getAsLong() - (terminal.interactive() ? REWRITE_MILLIS : 0);
    }

    /** Shows the line if it is time to. */
    public synchronized void progress(String line) {
        long now = clock.getAsLong();
        if (now - shownAt < (terminal.interactive() ? REWRITE_MILLIS : EVERY_MILLIS)) {
            return;
        }
        shownAt = now;
        if (terminal.interactive()) {
            terminal.err().print(CLEAR + cut(line));
            lineOpen = true;
        } else {
            terminal.err().println(line);
        }
        terminal.err().flush();
    }

    /** A line that stays, above the progress. */
    public synchronized void note(String line) {
        clear();
        terminal.err().println(line);
        terminal.err().flush();
    }

    /** Removes the progress line from a terminal. */
    public synchronized void clear() {
        if (lineOpen) {
            terminal.err().print(CLEAR);
            terminal.err().flush();
            lineOpen = false;
        }
    }

    private String cut(String line) {
        return line.length() < terminal.columns() ? line : line.substring(0, terminal.columns() - 1);
    }
}
