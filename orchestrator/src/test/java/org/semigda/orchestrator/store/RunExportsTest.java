package org.semigda.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;

/** What other programs get is everything, in their own form. */
class RunExportsTest {

    private static final RunId RUN = new RunId("20261123-001530-qkzv");

    @TempDir
    private Path temporary;

    private RunFolder run;

    @BeforeEach
    void someNumbers() throws IOException {
        RunSpec spec = new RunSpec(RunSpec.VERSION, "name", "/data", "demo", Map.of());
        run = RunFolder.create(temporary.resolve("run"), RunRecord.queued(RUN, spec, Map.of(), 0, "1"), "{}");
        say(1, 1, 1, Map.of("loss/total", 0.5, "a,b", 2.0));
        say(1, 2, 2, Map.of("loss/total", 0.25));
        say(2, 1, 2, Map.of("loss/total", 0.125));
    }

    private void say(int attempt, long seq, long step, Map<String, Double> values) throws IOException {
        run.append(new RunEvent(RUN, attempt, seq, 1500, new RunEvent.Metrics(2, step, values)));
    }

    @Test
    void csvHasEveryNumberOfEveryAttempt() throws IOException {
        Path file = temporary.resolve("out.csv");
        RunExports.csv(run, MetricQuery.ALL, file);
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "id,attempt,time,stage,step,name,value",
                        "1,1,1500,2,1,\"a,b\",2.0",
                        "1,1,1500,2,1,loss/total,0.5",
                        "2,1,1500,2,2,loss/total,0.25",
                        "3,2,1500,2,2,loss/total,0.125");
        RunExports.csv(run, new MetricQuery(Set.of("loss/total"), 2, 2, 4), file);
        assertThat(Files.readAllLines(file)).hasSize(3);
    }

    @Test
    void jsonLinesAreThoseOfTheFolder() throws IOException {
        Path file = temporary.resolve("out.jsonl");
        RunExports.jsonLines(run, MetricQuery.ALL, file);
        assertThat(file).hasSameTextualContentAs(run.path().resolve("metrics.jsonl"));
    }

    @Test
    void theEventFileIsWhatTensorBoardReads() throws IOException {
        RunExports.intoFolder(run);
        ByteBuffer file = ByteBuffer.wrap(
                        Files.readAllBytes(run.path().resolve("tensorboard/events.out.tfevents.semigda")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(record(file), StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
        // wall_time 1.5 s, step 1, a summary with the values of tags "a,b" (2.0) and "loss/total" (0.5)
        assertThat(HexFormat.of().formatHex(record(file)))
                .isEqualTo("09000000000000f83f" + "1001" + "2a1f" + "0a0a" + "0a03" + "612c62" + "1500000040" + "0a11"
                        + "0a0a" + "6c6f73732f746f74616c" + "150000003f");
        record(file);
        assertThat(file.hasRemaining())
                .as("step 2 is there once, as the second attempt said it")
                .isFalse();
    }

    @Test
    void theChecksumIsTheKnownOne() throws IOException {
        // The masked checksum TensorFlow's own test names for these bytes: crc32c("123456789") is 0xe3069283.
        CRC32C crc = new CRC32C();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(crc.getValue()).isEqualTo(0xe3069283L);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TensorboardFile(out, 0).add(0, 1L << 40, Map.of());
        ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        record(file);
        assertThat(HexFormat.of().formatHex(record(file))).isEqualTo("090000000000000000" + "10808080808020" + "2a00");
    }

    /** The next record's data; both checksums are held against another calculation of them. */
    private static byte[] record(ByteBuffer file) {
        byte[] length = new byte[8];
        file.get(length);
        assertThat(file.getInt()).isEqualTo(masked(length));
        byte[] data = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        file.get(data);
        assertThat(file.getInt()).isEqualTo(masked(data));
        return data;
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        long plain = crc.getValue();
        return (int) (((plain >>> 15 | plain << 17) & 0xffffffffL) + 0xa282ead8L);
    }
}
