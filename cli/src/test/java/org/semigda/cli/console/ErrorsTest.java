package org.semigda.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.semigda.conf.UserError;
import org.semigda.protocol.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every error is one line and an exit code. */
class ErrorsTest {

    private final Captured captured = Captured.pipe();

    @Test
    void badInputIsTwoHoweverDeepItLies() {
        int code = handle(new CompletionException(new IllegalStateException(new UserError("no masks\nin x"))));
        assertThat(code).isEqualTo(2);
        assertThat(captured.err()).isEqualTo("semigda: no masks in x" + System.lineSeparator());
    }

    @Test
    void aFailedRunIsOne() {
        int code = handle(new RunFailed(new Failure(Failure.INTERNAL, "the loss is not finite", "step 5")));
        assertThat(code).isEqualTo(1);
        assertThat(captured.err())
                .isEqualTo("semigda: the run failed: the loss is not finite (step 5)" + System.lineSeparator());
    }

    @Test
    void anythingElseIsOneAndNamesItsCause() {
        int code = handle(new IllegalStateException("wrapped", new ArithmeticException("/ by zero")));
        assertThat(code).isEqualTo(1);
        assertThat(captured.err())
                .isEqualTo("semigda: ArithmeticException: / by zero (--verbose shows where)" + System.lineSeparator());
    }

    @Test
    void aCauseThatSaysNothingGivesWayToWhatItCaused() {
        handle(new IllegalStateException("no answer within 120 s", new TimeoutException()));
        assertThat(captured.err()).startsWith("semigda: IllegalStateException: no answer within 120 s");
    }

    private int handle(Exception thrown) {
        CommandLine line = new CommandLine(CommandSpec.create());
        return new Errors(captured.terminal(), () -> false).handleExecutionException(thrown, line, line.parseArgs());
    }
}
