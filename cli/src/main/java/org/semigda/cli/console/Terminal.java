package org.semigda.cli.console;

import java.io.PrintStream;

/**
 * Where a command speaks: results on {@code out}, everything else on {@code err}.
 *
 * @param columns the width of the terminal {@code err} goes to; 0 when it is not a terminal
 */
public record Terminal(PrintStream out, PrintStream err, int columns) {

    /** The process's own streams; the launcher says in {@code semigda.terminal} how wide the terminal is. */
    public static Terminal ofProcess() {
        return new Terminal(System.out, System.err, Integer.getInteger("semigda.terminal", 0));
    }

    /** Whether a line can be rewritten. */
    boolean interactive() {
        return columns > 0;
    }
}
