package org.semigda.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.Wire;

/**
 * What a worker had said, but not yet got across, when it saved: kept inside the checkpoint, as bytes in its
 * journal. Whoever continues from there says it again, on whatever machine; without that, a kill right after a save would
 * leave a gap in the curves.
 */
final class UnheardEvents {

    private static final String NAME = "unheard_events";

    private UnheardEvents() {}

    /** The snapshot with the events in it. */
    static Snapshot attach(Snapshot snapshot, List<RunEvent> events) {
        if (events.isEmpty()) {
            return snapshot;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (RunEvent event : events) {
                out.write((Wire.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        TensorData packed = new TensorData(DType.U8, new long[] {bytes.size()}, ByteBuffer.wrap(bytes.toByteArray()));
        return snapshot.withJournal(Map.of(NAME, packed));
    }

    /** The events in a snapshot, oldest first. */
    static List<RunEvent> of(Snapshot snapshot) {
        TensorData data = snapshot.journal().get(NAME);
        if (data == null) {
            return List.of();
        }
        byte[] bytes = new byte[data.data().remaining()];
        data.data().get(bytes);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> Wire.read(line, RunEvent.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the events in the checkpoint cannot be read", e);
        }
    }
}
