package org.semigda.orchestrator.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;

/**
 * {@code events.jsonl}: every event of a run once, with ids 1, 2, 3, ... One thread writes; any number of
 * {@link EventCursor}s read what is committed.
 */
public final class EventLog implements AutoCloseable {

    private static final int INDEX_EVERY = 256;

    /** How far the log is: the newest id and where its line ends. */
    record Mark(long lastId, long bytes) {}

    private final JsonLines lines;
    private final Map<Integer, SeenNumbers> seen = new HashMap<>();
    /** The newest attempt that has numbers here: what an older one has to say comes too late. */
    private int attempt;

    private volatile Mark mark = new Mark(0, 0);
    /** Where the lines of ids 1, 257, 513, ... start. */
    private long[] index = new long[16];

    private EventLog(JsonLines lines) {
        this.lines = lines;
    }

    /**
     * Opens a log that may not exist yet and hands every event in it to {@code replay}.
     *
     * @throws IOException when a line other than the last is not an event, or ids have a gap
     */
    static EventLog open(Path file, Consumer<StoredEvent> replay) throws IOException {
        EventLog log = new EventLog(JsonLines.open(file));
        List<Long> torn = new ArrayList<>();
        log.lines.forEach((offset, line) -> {
            if (!torn.isEmpty()) {
                throw new IOException(file + ": the line at byte " + torn.get(0) + " is not an event");
            }
            StoredEvent stored;
            try {
                stored = Wire.read(line, StoredEvent.class);
            } catch (WireException e) {
                torn.add(offset);
                return;
            }
            if (stored.id() != log.mark.lastId() + 1) {
                throw new IOException(file + ": event " + stored.id() + " follows event " + log.mark.lastId());
            }
            log.committed(stored, offset, offset); // its end is set once all are read
            replay.accept(stored);
        });
        if (!torn.isEmpty()) {
            log.lines.cut(torn.get(0));
        }
        log.mark = new Mark(log.mark.lastId(), log.lines.length());
        return log;
    }

    /** Writes what follows from an event. */
    @FunctionalInterface
    interface Follower {
        void follow(StoredEvent stored) throws IOException;
    }

    /**
     * Stores an event and what follows from it, both or neither; empty when it is there already or belongs to an attempt
     * whose place in the curves a later one has taken. Readers see it only once the follower is done.
     */
    Optional<StoredEvent> append(RunEvent event, Follower follower) throws IOException {
        SeenNumbers known = seen.get(event.attempt());
        if (event.attempt() < attempt || (known != null && known.contains(event.seq()))) {
            return Optional.empty();
        }
        StoredEvent stored = new StoredEvent(mark.lastId() + 1, event);
        long offset = lines.length();
        lines.append(Wire.write(stored));
        try {
            follower.follow(stored);
        } catch (IOException e) {
            lines.cut(offset);
            throw e;
        }
        committed(stored, offset, lines.length());
        return Optional.of(stored);
    }

    private void committed(StoredEvent stored, long start, long end) {
        RunEvent event = stored.event();
        if (event.body() instanceof RunEvent.Metrics && event.attempt() > attempt) {
            attempt = event.attempt();
            seen.keySet().removeIf(old -> old < event.attempt());
        }
        seen.computeIfAbsent(event.attempt(), number -> new SeenNumbers()).add(event.seq());
        long place = stored.id() - 1;
        if (place % INDEX_EVERY == 0) {
            setIndex((int) (place / INDEX_EVERY), start);
        }
        mark = new Mark(stored.id(), end);
    }

    private synchronized void setIndex(int slot, long start) {
        if (slot == index.length) {
            index = Arrays.copyOf(index, 2 * slot);
        }
        index[slot] = start;
    }

    /** Where a line starts that is at or a little before the line of event {@code id}, which must be stored. */
    synchronized long offsetBefore(long id) {
        return index[(int) ((id - 1) / INDEX_EVERY)];
    }

    Mark mark() {
        return mark;
    }

    Path file() {
        return lines.file();
    }

    /** The newest id; 0 before the first. */
    public long lastId() {
        return mark.lastId();
    }

    /** Reads on after event {@code id}; an id beyond the newest counts as the newest. */
    public EventCursor after(long id) {
        return new EventCursor(this, Math.min(id, lastId()) + 1);
    }

    void force() throws IOException {
        lines.force();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
