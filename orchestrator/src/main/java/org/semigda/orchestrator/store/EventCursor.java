package org.semigda.orchestrator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;

/** One reader's place in an {@link EventLog}. Reads a bounded piece at a time; used by one thread at a time. */
public final class EventCursor {

    private static final int CHUNK = 64 * 1024;
    private static final long UNKNOWN = -1;

    private final EventLog log;
    private long nextId;
    private long offset = UNKNOWN;

    EventCursor(EventLog log, long nextId) {
        this.log = log;
        this.nextId = nextId;
    }

    /** The id of the event that comes next. */
    public long nextId() {
        return nextId;
    }

    /** Whether an event is stored that was not read yet. */
    public boolean behind() {
        return nextId <= log.lastId();
    }

    /** Goes on behind event {@code id}, which the reader got in another way. */
    public void skip(long id) {
        nextId = id + 1;
        offset = UNKNOWN;
    }

    /** The next events, at least one when {@link #behind()}; about 64 KiB of them at most. Blocks. */
    public List<StoredEvent> read() throws IOException {
        EventLog.Mark mark = log.mark();
        List<StoredEvent> events = new ArrayList<>();
        if (nextId > mark.lastId()) {
            return events;
        }
        if (offset == UNKNOWN) {
            offset = log.offsetBefore(nextId);
        }
        try (FileChannel in = FileChannel.open(log.file(), StandardOpenOption.READ)) {
            int size = CHUNK;
            while (events.isEmpty()) {
                int read = readPiece(in, (int) Math.min(size, mark.bytes() - offset), events);
                offset += read;
                size = read == 0 ? Math.multiplyExact(size, 2) : CHUNK; // a line longer than the piece
            }
        }
        return events;
    }

    /** Adds the events of the complete lines in the next {@code size} bytes; returns how long those lines are. */
    private int readPiece(FileChannel in, int size, List<StoredEvent> events) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(size);
        while (piece.hasRemaining()) {
            if (in.read(piece, offset + piece.position()) < 0) {
                throw new IOException(log.file() + " is shorter than what was stored in it");
            }
        }
        byte[] bytes = piece.array();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            StoredEvent stored =
                    Wire.read(new String(bytes, start, i - start, StandardCharsets.UTF_8), StoredEvent.class);
            if (stored.id() >= nextId) {
                events.add(stored);
                nextId = stored.id() + 1;
            }
            start = i + 1;
        }
        return start;
    }
}
