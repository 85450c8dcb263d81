package org.semigda.cli;

import org.semigda.cli.console.Errors;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.Terminal;

/** Where the process starts. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Logging.prepare();
        int code = run(Terminal.ofProcess(), args);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /** Runs one command. Returns 0 when it is done, 1 when it failed, 2 on bad input, 130 when it was interrupted. */
    public static int run(Terminal terminal, String... args) {
        try {
            return Commands.of(terminal, args).execute(args);
        } catch (UnsatisfiedLinkError e) { // natives that this machine cannot load; picocli passes Errors on
            terminal.err().println("semigda: " + e.getMessage());
            return Errors.FAILED;
        }
    }
}
