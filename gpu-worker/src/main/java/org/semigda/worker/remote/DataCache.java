package org.semigda.worker.remote;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.semigda.conf.UserError;
import org.semigda.protocol.FileListing;

/**
 * Data sets that were fetched, each under the hash of its content, together not more than a bound: the one that was used
 * longest ago goes first, and none that a living process uses. Several processes of a machine share a cache; one fetches, the
 * others wait for it.
 */
public final class DataCache {

    private static final String WHOLE = ".whole";
    private static final String USERS = ".users";
    private static final long WAIT_MILLIS = 200;

    private final Path folder;
    private final long bound;
    private final Clock clock;

    /** Gets one file of a listing. */
    @FunctionalInterface
    public interface Fetcher {
        void fetch(FileListing.Entry entry, Path parts, Path target) throws InterruptedException;
    }

    /**
     * A data set in use; closing it lets the cache delete it when it needs the room.
     *
     * @param fetchedBytes how many bytes had to be fetched for it
     */
    public record Used(Path content, long fetchedBytes, Path user) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(user);
        }
    }

    /** @param bound in bytes */
    public DataCache(Path folder, long bound, Clock clock) {
        this.folder = folder;
        this.bound = bound;
        this.clock = clock;
    }

    /**
     * A folder with just the files of a listing.
     *
     * @throws UserError when they are more than the cache may hold
     */
    public Used get(FileListing listing, Fetcher fetcher) throws IOException, InterruptedException {
        if (listing.bytes() > bound) {
            throw new UserError("the data set has " + listing.bytes() + " bytes, the cache in " + folder + " may hold "
                    + bound + "; give it more, or put the data set on this machine");
        }
        Files.createDirectories(folder);
        String hash = listing.hash();
        Path place = folder.resolve(hash);
        try (FileChannel gate = FileChannel.open(
                        folder.resolve(hash + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(gate)) {
            long fetched = 0;
            if (!Files.exists(place.resolve(WHOLE))) {
                fetched = fill(place, listing, fetcher);
            }
            Files.setLastModifiedTime(place.resolve(WHOLE), FileTime.from(clock.instant()));
            Path users = Files.createDirectories(place.resolve(USERS));
            Path user = Files.createTempFile(users, ProcessHandle.current().pid() + "-", "");
            return new Used(place.resolve("content"), fetched, user);
        }
    }

    private static FileLock lock(FileChannel gate) throws IOException, InterruptedException {
        while (true) {
            try {
                FileLock lock = gate.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // Another run of this process has it.
            }
            Thread.sleep(WAIT_MILLIS);
        }
    }

    /** What arrived before a break is in the place already and is kept if it is what it should be. */
    private long fill(Path place, FileListing listing, Fetcher fetcher) throws IOException, InterruptedException {
        makeRoom(listing.bytes(), place);
        Path parts = Files.createDirectories(place.resolve("parts"));
        Path content = Files.createDirectories(place.resolve("content"));
        long fetched = 0;
        for (FileListing.Entry entry : listing.files()) {
            Path target = content.resolve(entry.path());
            boolean there = Files.isRegularFile(target)
                    && Files.size(target) == entry.bytes()
                    && FileListing.sha256(target).equals(entry.sha256());
            if (!there) {
                fetcher.fetch(entry, parts, target);
                fetched += entry.bytes();
            }
        }
        Folders.delete(parts);
        Path part = place.resolve(WHOLE + ".part");
        Files.writeString(part, listing.bytes() + "\n");
        Files.move(part, place.resolve(WHOLE), StandardCopyOption.ATOMIC_MOVE);
        return fetched;
    }

    private void makeRoom(long needed, Path but) throws IOException {
        List<Path> oldestFirst = new ArrayList<>();
        long used = 0;
        for (Path place : Folders.inside(folder)) {
            if (Files.isDirectory(place) && !place.equals(but)) {
                used += bytes(place);
                oldestFirst.add(place);
            }
        }
        oldestFirst.sort(Comparator.comparing(DataCache::lastUse));
        for (Path place : oldestFirst) {
            if (used + needed <= bound) {
                return;
            }
            used -= evict(place);
        }
        if (used + needed > bound) {
            throw new UserError(
                    "the data set has " + needed + " bytes and others that are in use take " + used + " of the " + bound
                            + " that the cache in " + folder + " may hold; wait for their runs or give it more");
        }
    }

    /** Deletes a set nobody uses or fetches; answers how many bytes that gave. */
    private long evict(Path place) throws IOException {
        Path gate = folder.resolve(place.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(gate, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try (FileLock lock = channel.tryLock()) {
                if (lock == null || inUse(place)) {
                    return 0;
                }
                long bytes = bytes(place);
                Files.deleteIfExists(place.resolve(WHOLE));
                Folders.delete(place);
                return bytes;
            } catch (OverlappingFileLockException e) {
                return 0; // another run of this process fetches it
            }
        }
    }

    private static boolean inUse(Path place) throws IOException {
        Path users = place.resolve(USERS);
        return Files.isDirectory(users) && Folders.inside(users).stream().anyMatch(Folders::isAlive);
    }

    private static FileTime lastUse(Path place) {
        try {
            return Files.getLastModifiedTime(place.resolve(WHOLE));
        } catch (IOException e) {
            return FileTime.fromMillis(0); // never whole: its fetching was given up
        }
    }

    private static long bytes(Path place) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.walk(place)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
