package org.semigda.cli.console;

import org.semigda.conf.UserError;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunState;

/** A run ended by an error that the worker or the orchestrator described; the message says it in one line. */
public final class RunFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Anything else that failed. */
    public RunFailed(String message) {
        super(message);
    }

    RunFailed(Failure failure) {
        super("the run failed: " + failure.message() + (failure.cause().isBlank() ? "" : " (" + failure.cause() + ")"));
    }

    /**
     * Returns for a run that did not fail.
     *
     * @throws UserError when the user's input was the reason
     * @throws RunFailed when something else was
     */
    public static void throwIfFailed(RunView run) {
        if (run.state() != RunState.FAILED) {
            return;
        }
        Failure why = run.failure().orElse(new Failure(Failure.INTERNAL, "it ended without saying why", ""));
        if (why.code().equals(Failure.BAD_INPUT)) {
            throw new UserError(why.message());
        }
        throw new RunFailed(why);
    }
}
