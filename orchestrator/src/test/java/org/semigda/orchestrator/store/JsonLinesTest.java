package org.semigda.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

    private static final int BLOCK = 1 << 16;

    @TempDir
    private Path folder;

    private record Line(long offset, String text) {}

    @Test
    void linesShorterAndLongerThanABlockComeWholeAndWithTheirPlaces() throws IOException {
        List<String> texts = List.of(
                "a", "", "ä".repeat(BLOCK), "b".repeat(BLOCK - 4), "endsWithTheBlock", "c".repeat(3 * BLOCK), "last");
        List<Line> expected = new ArrayList<>();
        List<Line> read = new ArrayList<>();
        try (JsonLines lines = JsonLines.open(folder.resolve("lines.jsonl"))) {
            for (String text : texts) {
                expected.add(new Line(lines.length(), text));
                lines.append(text);
            }
            lines.forEach((offset, text) -> read.add(new Line(offset, text)));
        }
        assertThat(read).isEqualTo(expected);
        assertThat(read.get(3).offset()).isEqualTo(3 + "ä".repeat(BLOCK).getBytes(StandardCharsets.UTF_8).length + 1);
    }
}
