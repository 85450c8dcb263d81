package org.semigda.orchestrator.store;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;

/** The folder of one run. Writes come from one thread; reads may come from any. All block. */
public final class RunFolder implements AutoCloseable {

    private static final String RECORD = "run.json";

    private final Path path;
    private final String mark;
    private final EventLog events;
    private final JsonLines metrics;
    private final JsonLines log;
    private final Curves curves;

    private RunFolder(Path path, String mark, EventLog events, JsonLines metrics, JsonLines log) {
        this.path = path;
        this.mark = mark;
        this.events = events;
        this.metrics = metrics;
        this.log = log;
        this.curves = new Curves(metrics);
    }

    /** Whether a folder holds a run. */
    public static boolean holdsRun(Path path) {
        return Files.exists(path.resolve(RECORD));
    }

    /** Makes the folder of a new run; {@code document} is its specification as it was sent. */
    static RunFolder create(Path path, RunRecord record, String document) throws IOException {
        Files.createDirectories(path);
        AtomicFile.write(path, "submitted.json", document + "\n"); // before the record, which makes it a run
        RunFolder folder = open(path, event -> {});
        folder.save(record);
        return folder;
    }

    /** Opens a run's folder and hands every stored event to {@code replay}. */
    static RunFolder open(Path path, Consumer<StoredEvent> replay) throws IOException {
        JsonLines metrics = JsonLines.open(path.resolve("metrics.jsonl"));
        JsonLines log = JsonLines.open(path.resolve("log.jsonl"));
        long metricsUpTo =
                lastId(metrics, line -> Wire.read(line, MetricLine.class).id());
        long logUpTo = lastId(log, line -> Wire.read(line, LogLine.class).id());
        List<StoredEvent> late = new ArrayList<>();
        EventLog events = EventLog.open(path.resolve("events.jsonl"), stored -> {
            // A crash between two files leaves the followers behind; they catch up here.
            boolean metric = stored.event().body() instanceof RunEvent.Metrics && stored.id() > metricsUpTo;
            boolean line = stored.event().body() instanceof RunEvent.Log && stored.id() > logUpTo;
            if (metric || line) {
                late.add(stored);
            }
            replay.accept(stored);
        });
        RunFolder folder = new RunFolder(path, mark(path), events, metrics, log);
        for (StoredEvent stored : late) {
            folder.follow(stored);
        }
        folder.close();
        return folder;
    }

    /** A word that no other folder has, whatever machine it is on: who reads it there sees this very folder. */
    private static String mark(Path path) throws IOException {
        Path file = path.resolve(Transfer.MARK_FILE);
        if (!Files.exists(file)) {
            AtomicFile.write(path, Transfer.MARK_FILE, UUID.randomUUID() + "\n");
        }
        return Files.readString(file).strip();
    }

    /** What the mark in the folder says. */
    public String mark() {
        return mark;
    }

    private interface IdReader {
        long id(String line);
    }

    private static long lastId(JsonLines lines, IdReader reader) throws IOException {
        long[] last = {0, lines.length()};
        lines.forEach((offset, line) -> {
            if (offset < last[1]) {
                try {
                    last[0] = Math.max(last[0], reader.id(line));
                } catch (WireException e) {
                    last[1] = offset; // broken from here on; the events say it again
                }
            }
        });
        if (last[1] < lines.length()) {
            lines.cut(last[1]);
        }
        return last[0];
    }

    /** Changes whenever the files that say what the run is do; empty when they cannot be looked at. */
    public static String stamp(Path path) {
        try {
            BasicFileAttributes record = Files.readAttributes(path.resolve(RECORD), BasicFileAttributes.class);
            Path log = path.resolve("events.jsonl");
            long events = Files.exists(log) ? Files.size(log) : 0;
            return record.lastModifiedTime().toMillis() + ":" + record.size() + ":" + events;
        } catch (IOException e) {
            return "";
        }
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** The run's events. */
    public EventLog events() {
        return events;
    }

    /** Reads {@code run.json} of a folder. */
    public static RunRecord record(Path path) throws IOException {
        Path file = path.resolve(RECORD);
        try {
            return RunRecord.fromJson(new JsonObject(Files.readString(file)));
        } catch (DecodeException | IllegalArgumentException | WireException | ClassCastException e) {
            throw new IOException(file + " is not the record of a run: " + e.getMessage(), e);
        }
    }

    /** Replaces {@code run.json}. */
    public void save(RunRecord record) throws IOException {
        AtomicFile.write(path, RECORD, record.toJson().encodePrettily() + "\n");
    }

    /** Stores an event; empty when it was stored before or its attempt is over. */
    public Optional<StoredEvent> append(RunEvent event) throws IOException {
        Optional<StoredEvent> stored = events.append(event, this::follow);
        if (stored.isPresent() && mustLast(event.body())) {
            events.force(); // rare and important; the many numbers may wait for the system's next flush
        }
        return stored;
    }

    private static boolean mustLast(RunEvent.Body body) {
        return body instanceof RunEvent.State
                || body instanceof RunEvent.Saved
                || body instanceof RunEvent.Scores
                || body instanceof RunEvent.Failed;
    }

    private void follow(StoredEvent stored) throws IOException {
        RunEvent event = stored.event();
        if (event.body() instanceof RunEvent.Metrics body) {
            metrics.append(Wire.write(new MetricLine(
                    stored.id(), event.attempt(), event.time(), body.stage(), body.step(), body.values())));
        } else if (event.body() instanceof RunEvent.Log body) {
            log.append(Wire.write(new LogLine(stored.id(), event.time(), body.level(), body.message())));
        }
    }

    /** Adds a line of the orchestrator itself to the run's log. */
    public void log(long time, String level, String message) throws IOException {
        log.append(Wire.write(new LogLine(0, time, level, message)));
    }

    /**
     * The curves, or the part of them that is asked for:
     * {@code {"series":{name:[[step,value],...]},"stages":[[stage,first step]],"lastEvent":id}}.
     */
    public String curves(MetricQuery query) throws IOException {
        return curves.json(query, events.lastId());
    }

    /** Goes through every line of numbers that is stored now, those of attempts that were repeated included. */
    public void metrics(Consumer<MetricLine> lines) throws IOException {
        MetricReader.read(metrics.file(), 0, metrics.length(), line -> {
            lines.accept(line);
            return true;
        });
    }

    /** The same without what a later attempt said again: each step belongs to the newest attempt that reached it. */
    public void curve(Consumer<MetricLine> lines) throws IOException {
        long end = metrics.length();
        TreeMap<Integer, Long> starts = new TreeMap<>();
        MetricReader.read(metrics.file(), 0, end, line -> {
            starts.merge(line.attempt(), line.step(), Math::min);
            return true;
        });
        MetricReader.read(metrics.file(), 0, end, line -> {
            boolean repeated =
                    starts.tailMap(line.attempt(), false).values().stream().anyMatch(start -> start <= line.step());
            if (!repeated) {
                lines.accept(line);
            }
            return true;
        });
    }

    /** The file of all numbers, and how many bytes of it are whole lines. */
    public FilePart metricsFile() {
        return new FilePart(metrics.file(), metrics.length());
    }

    /** The first bytes of a file. */
    public record FilePart(Path file, long bytes) {}

    /** The newest {@code limit} lines of the log, oldest first. */
    public List<LogLine> logs(int limit) throws IOException {
        ArrayDeque<LogLine> newest = new ArrayDeque<>();
        log.forEach((offset, line) -> {
            newest.addLast(Wire.read(line, LogLine.class));
            if (newest.size() > limit) {
                newest.removeFirst();
            }
        });
        return List.copyOf(newest);
    }

    /** Closes the files; writing opens them again. */
    @Override
    public void close() throws IOException {
        events.close();
        metrics.close();
        log.close();
    }
}
