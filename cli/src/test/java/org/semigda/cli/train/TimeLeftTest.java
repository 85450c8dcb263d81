package org.semigda.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;

class TimeLeftTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long now;

    @Test
    void theRestTakesAsLongForEachImageAsTheFirstOnesDid() {
        PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
        ProgressPrinter printer = new ProgressPrinter(new Terminal(stream, stream, 0), () -> now * 1000);
        TimeLeft left = new TimeLeft(printer, () -> now * 1_000_000_000);
        now = 20;
        left.progress(2, 20, Path.of("a.png"));
        now = 190;
        left.progress(19, 20, Path.of("b.png"));
        now = 200;
        left.progress(20, 20, Path.of("c.png"));
        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "predicting  2/20, 3 min 00 s left", "predicting  19/20, 10 s left", "predicting  20/20");
    }

    @Test
    void ofOneLargeImageTheTilesTell() {
        PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
        ProgressPrinter printer = new ProgressPrinter(new Terminal(stream, stream, 0), () -> now * 1000);
        TimeLeft left = new TimeLeft(printer, () -> now * 1_000_000_000);
        now = 30;
        left.tiles(3, 4, Path.of("slide.tif"));
        assertThat(shown.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("predicting  0 images, tile 3/4 of slide.tif, 10 s left");
    }
}
