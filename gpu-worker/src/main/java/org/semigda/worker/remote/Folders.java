package org.semigda.worker.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that belong to a process, by its number in their name, and end with it. */
final class Folders {

    private Folders() {}

    /** Makes a folder of this process's own. */
    static Path own(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, ProcessHandle.current().pid() + "-" + name + "-");
    }

    /** Deletes what processes that are gone left. */
    static void sweep(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        for (Path folder : inside(parent)) {
            if (!isAlive(folder)) {
                delete(folder);
            }
        }
    }

    /** Whether the process that a name begins with is there; a name without one belongs to nobody we know. */
    static boolean isAlive(Path named) {
        String name = String.valueOf(named.getFileName());
        int dash = name.indexOf('-');
        if (dash < 1 || !name.substring(0, dash).matches("\\d{1,18}")) {
            return true;
        }
        return ProcessHandle.of(Long.parseLong(name.substring(0, dash))).isPresent();
    }

    static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
