package org.semigda.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One line that is rewritten, or a few that stay. */
class ProgressPrinterTest {

    private final AtomicLong clock = new AtomicLong();

    @Test
    void aPipeGetsALineEveryTenSeconds() {
        Captured captured = Captured.pipe();
        ProgressPrinter printer = new ProgressPrinter(captured.terminal(), clock::get);
        for (int second = 1; second <= 25; second++) {
            clock.set(second * 1000L);
            printer.progress("second " + second);
        }
        printer.clear();
        assertThat(captured.err().lines()).containsExactly("second 10", "second 20");
    }

    @Test
    void aTerminalGetsOneLineThatIsRewrittenAndCutToItsWidth() {
        Captured captured = new Captured(10);
        ProgressPrinter printer = new ProgressPrinter(captured.terminal(), clock::get);
        printer.progress("0123456789abc");
        clock.set(50);
        printer.progress("too early");
        clock.set(100);
        printer.progress("next");
        printer.note("stays");
        assertThat(captured.err())
                .isEqualTo("\r\u001b[K012345678" + "\r\u001b[Knext" + "\r\u001b[K" + "stays" + System.lineSeparator());
    }
}
