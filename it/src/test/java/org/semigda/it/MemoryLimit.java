package org.semigda.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A group of processes that the system's out-of-memory killer watches: what they take on top of what they have may not be more
 * than so much. A cgroup of version 2 or 1, which root may make on most machines and few containers.
 */
final class MemoryLimit implements AutoCloseable {

    private final Path group;
    private final Path kills;

    private MemoryLimit(Path group, Path kills) {
        this.group = group;
        this.kills = kills;
    }

    /** @throws IOException that says why this machine has no such group for us */
    static MemoryLimit of(long bytes) throws IOException {
        Path root = Path.of("/sys/fs/cgroup");
        String name = "semigda-it-" + ProcessHandle.current().pid();
        if (Files.isDirectory(root.resolve("memory"))) {
            Path group = Files.createDirectory(root.resolve("memory").resolve(name));
            Files.writeString(group.resolve("memory.limit_in_bytes"), Long.toString(bytes));
            return new MemoryLimit(group, group.resolve("memory.oom_control"));
        }
        Path group = Files.createDirectory(root.resolve(name));
        try {
            Files.writeString(group.resolve("memory.max"), Long.toString(bytes));
            if (Files.exists(group.resolve("memory.swap.max"))) {
                Files.writeString(group.resolve("memory.swap.max"), "0");
            }
            return new MemoryLimit(group, group.resolve("memory.events"));
        } catch (IOException e) {
            Files.delete(group);
            throw e;
        }
    }

    void add(ProcessHandle process) throws IOException {
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    /** How many processes of the group the system has killed. */
    long kills() throws IOException {
        List<String> lines = Files.readAllLines(kills);
        return lines.stream()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .sum();
    }

    /** Takes the group away, once whoever was in it has ended. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (int time = 0;
                time < 100 && !Files.readString(group.resolve("cgroup.procs")).isEmpty();
                time++) {
            Thread.sleep(100);
        }
        Files.delete(group);
    }
}
