package org.semigda.cli.console;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.semigda.conf.UserError;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Makes one line and an exit code of every error. A stack trace is for those who ask with {@code --verbose}. */
public final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    public static final int FAILED = 1;
    public static final int BAD_INPUT = 2;
    public static final int INTERRUPTED = 130;

    private final Terminal terminal;
    private final BooleanSupplier verbose;

    /** @param verbose whether stack traces are asked for; known once the words are read */
    public Errors(Terminal terminal, BooleanSupplier verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        if (verbose.getAsBoolean()) {
            thrown.printStackTrace(terminal.err());
        }
        Optional<UserError> input = find(thrown, UserError.class);
        if (input.isPresent()) {
            say(oneLine(String.valueOf(input.get().getMessage())));
            return BAD_INPUT;
        }
        LoggerFactory.getLogger(Errors.class).info("{} failed", command.getCommandName(), thrown);
        RunFailed failed = find(thrown, RunFailed.class).orElse(null);
        if (failed != null) {
            say(oneLine(String.valueOf(failed.getMessage())));
            return FAILED;
        }
        Throwable cause = deepestThatSpeaks(thrown);
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        say(oneLine(cause.getClass().getSimpleName() + message) + " (--verbose shows where)");
        return FAILED;
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
        CommandLine command = thrown.getCommandLine();
        if (verbose.getAsBoolean()) {
            thrown.printStackTrace(terminal.err());
        }
        Optional<UserError> input = find(thrown, UserError.class);
        String message = oneLine(
                String.valueOf(input.<Throwable>map(e -> e).orElse(thrown).getMessage()));
        if (thrown instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            message += "; did you mean '" + unmatched.getSuggestions().get(0) + "'?";
        }
        say(message + " (see '" + command.getCommandSpec().qualifiedName() + " --help')");
        return BAD_INPUT;
    }

    private void say(String line) {
        terminal.err().println("semigda: " + line);
        terminal.err().flush();
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    /** The cause closest to the root that says something; a bare exception, as of a timeout, tells less than its wrapper. */
    private static Throwable deepestThatSpeaks(Throwable thrown) {
        Throwable deepest = thrown;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getMessage() != null || deepest.getMessage() == null) {
                deepest = t;
            }
        }
        return deepest;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
