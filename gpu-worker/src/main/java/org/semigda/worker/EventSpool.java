package org.semigda.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.Wire;

/**
 * Events on disk that wait to be sent, first in, first out and one file a portion, so that an orchestrator may be away for
 * long without filling memory. Blocks; used by one thread at a time. Need not survive its process: a checkpoint has what was
 * not stored ({@link UnheardEvents}).
 */
final class EventSpool {

    private final Path folder;
    private final String name;
    private long first;
    private long next;

    /** @param name of the files; no other spool in the folder has it */
    EventSpool(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Takes away what an earlier process of the same node left. */
    static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Adds a portion; it is all there afterwards or nothing of it is. */
    void add(List<RunEvent> portion) throws IOException {
        Files.createDirectories(folder);
        List<String> lines = portion.stream().map(Wire::write).toList();
        Path part = folder.resolve(name + ".part");
        Files.write(part, lines);
        Files.move(part, file(next));
        next++;
    }

    /** Takes the oldest portion out; empty when there is none. */
    List<RunEvent> take() throws IOException {
        if (first == next) {
            return List.of();
        }
        List<RunEvent> portion = read(first);
        Files.deleteIfExists(file(first));
        first++;
        return portion;
    }

    /** Everything that was not taken, oldest first. */
    List<RunEvent> all() throws IOException {
        List<RunEvent> all = new ArrayList<>();
        for (long n = first; n < next; n++) {
            all.addAll(read(n));
        }
        return all;
    }

    private List<RunEvent> read(long n) throws IOException {
        return Files.readAllLines(file(n)).stream()
                .map(line -> Wire.read(line, RunEvent.class))
                .toList();
    }

    private Path file(long n) {
        return folder.resolve(name + "-" + n + ".jsonl");
    }

    /** Drops everything. */
    void clear() throws IOException {
        for (; first < next; first++) {
            Files.deleteIfExists(file(first));
        }
    }
}
