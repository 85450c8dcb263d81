package org.semigda.orchestrator.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.WorkerFiles;

/**
 * Where what a worker makes arrives in a run's folder. Bytes are collected under their hash in {@code .incoming}; once
 * whole and checked they get names, a folder's all at once: the new folder is complete before it takes the old one's
 * place, and a crash between the two leaves both under the names that readers of checkpoints know. Names are few and fixed,
 * and no link is followed.
 */
public final class RunInbox {

    private static final Pattern PLACE = Pattern.compile("checkpoints/(last|best|best-ema|step-[0-9]{1,18})|report");
    private static final Pattern LOOSE =
            Pattern.compile("samples/[0-9]{1,20}-[0-9]{1,6}(-latents)?\\.png|split\\.json");
    private static final Pattern IN_PLACE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,3}");
    private static final int MOST_FILES = 100_000;

    /** A checkpoint's last file: what has it is whole. */
    private static final String MANIFEST = "manifest.json";

    private final Path run;
    private final long mostBytes;

    /** @param mostBytes of one file */
    public RunInbox(Path run, long mostBytes) {
        this.run = run;
        this.mostBytes = mostBytes;
    }

    private Path incoming() {
        return run.resolve(".incoming");
    }

    /** How much of a part has arrived. */
    public synchronized WorkerFiles.Part part(String sha256) throws IOException {
        Path whole = whole(sha256);
        if (isPlainFile(whole)) {
            return new WorkerFiles.Part(Files.size(whole), true);
        }
        Path part = started(sha256);
        return new WorkerFiles.Part(isPlainFile(part) ? Files.size(part) : 0, false);
    }

    /**
     * Adds bytes to a part.
     *
     * @param from where they belong; where the part ends now
     * @param size of the whole
     * @return what is there afterwards
     * @throws BadTransfer when they do not follow what is there, are more than the whole, or the whole has another hash
     */
    public synchronized WorkerFiles.Part append(String sha256, long from, long size, byte[] bytes) throws IOException {
        WorkerFiles.Part there = part(sha256);
        if (there.whole()) {
            return there;
        }
        if (size > mostBytes) {
            throw new BadTransfer(413, "too-large", "a file of " + size + " bytes is not taken; at most " + mostBytes);
        }
        if (from != there.bytes()) {
            throw new BadTransfer(409, "wrong-offset", there.bytes() + " bytes are there; go on from there");
        }
        if (from + bytes.length > size) {
            throw new BadTransfer(400, "too-long", "more bytes came than the file is said to have");
        }
        long free = Files.getFileStore(run).getUsableSpace();
        if (free < size - from) {
            throw new BadTransfer(
                    507, "disk-full", "the orchestrator's disk has " + (free >> 20) + " MiB left; make room there");
        }
        Files.createDirectories(incoming());
        Path part = started(sha256);
        try (FileChannel out = FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS)) {
            for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                out.write(rest);
            }
            if (from + bytes.length < size) {
                return new WorkerFiles.Part(from + bytes.length, false);
            }
            out.force(true);
        }
        String actual = FileListing.sha256(part);
        if (!actual.equals(sha256)) {
            Files.delete(part);
            throw new BadTransfer(
                    422, "wrong-hash", "the bytes have SHA-256 " + actual + "; they were thrown away, send them anew");
        }
        Files.move(part, whole(sha256), StandardCopyOption.ATOMIC_MOVE);
        return new WorkerFiles.Part(size, true);
    }

    /**
     * Gives names to parts that are whole. May be asked for again: whoever did not hear the answer asks a second time, when the
     * parts have their names already.
     *
     * @throws BadTransfer when a name leads elsewhere or a part is missing; nothing has changed then
     */
    public synchronized void commit(WorkerFiles.Commit commit) throws IOException {
        checkNames(commit);
        Optional<String> missing = missing(commit);
        if (missing.isPresent() && !isDone(commit)) {
            throw new BadTransfer(409, "part-missing", "the bytes of '" + missing.get() + "' have not arrived");
        }
        if (missing.isEmpty()) {
            apply(commit);
        }
        for (String sha256 : commit.files().values()) {
            Files.deleteIfExists(whole(sha256));
        }
    }

    private void apply(WorkerFiles.Commit commit) throws IOException {
        for (String place : commit.places()) {
            replace(run.resolve(place), commit.files());
        }
        if (commit.places().isEmpty()) {
            for (Map.Entry<String, String> file : commit.files().entrySet()) {
                Path target = run.resolve(file.getKey());
                Path hidden = target.resolveSibling("." + target.getFileName() + ".writing");
                Files.createDirectories(target.resolveSibling(""));
                Files.deleteIfExists(hidden);
                link(file.getValue(), hidden);
                Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        for (String removed : commit.removed()) {
            Path gone = run.resolve(removed);
            Files.deleteIfExists(gone.resolve(MANIFEST));
            delete(gone);
        }
    }

    /** The name of a file whose bytes wait nowhere. */
    private Optional<String> missing(WorkerFiles.Commit commit) {
        return commit.files().entrySet().stream()
                .filter(file -> !isPlainFile(whole(file.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    /** Whether every name has its bytes, and nothing else is where they are. Parts go last, so then the whole was done. */
    private boolean isDone(WorkerFiles.Commit commit) throws IOException {
        for (String removed : commit.removed()) {
            if (Files.exists(run.resolve(removed), LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        for (String place : commit.places()) {
            if (!has(run.resolve(place), commit.files())
                    || count(run.resolve(place)) != commit.files().size()) {
                return false;
            }
        }
        return !commit.places().isEmpty() || has(run, commit.files());
    }

    private static boolean has(Path folder, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path there = folder.resolve(file.getKey());
            if (!isPlainFile(there) || !FileListing.sha256(there).equals(file.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            return inside.filter(RunInbox::isPlainFile).count();
        }
    }

    private void checkNames(WorkerFiles.Commit commit) throws IOException {
        if (commit.files().size() > MOST_FILES) {
            throw new BadTransfer(400, "too-many", "at most " + MOST_FILES + " files are taken at once");
        }
        for (List<String> folders : List.of(commit.places(), commit.removed())) {
            for (String place : folders) {
                require(PLACE, place);
            }
        }
        for (Map.Entry<String, String> file : commit.files().entrySet()) {
            require(commit.places().isEmpty() ? LOOSE : IN_PLACE, file.getKey());
        }
    }

    /** Only names of ours, and only through folders that are folders. */
    private void require(Pattern pattern, String path) throws IOException {
        boolean named = pattern.matcher(path).matches() && FileListing.isInside(path);
        Path at = run;
        for (String step : named ? path.split("/") : new String[] {}) {
            at = at.resolve(step);
            named &= !Files.isSymbolicLink(at);
        }
        if (!named) {
            String shown = path.replaceAll("[^ -~]", "?");
            throw new BadTransfer(
                    400,
                    "bad-path",
                    "'" + shown.substring(0, Math.min(100, shown.length())) + "' is no file that a worker makes");
        }
    }

    private void replace(Path place, Map<String, String> files) throws IOException {
        Path writing = place.resolveSibling("." + place.getFileName() + ".writing");
        Path previous = place.resolveSibling("." + place.getFileName() + ".previous");
        delete(writing);
        if (!Files.exists(place) && Files.exists(previous)) {
            Files.move(previous, place, StandardCopyOption.ATOMIC_MOVE); // a crash came between the two moves
        }
        delete(previous);
        List<String> manifestLast = files.keySet().stream()
                .sorted(Comparator.<String, Boolean>comparing(MANIFEST::equals))
                .toList();
        Files.createDirectories(writing);
        for (String name : manifestLast) {
            Path file = writing.resolve(name);
            Files.createDirectories(file.resolveSibling(""));
            link(files.get(name), file);
        }
        force(writing);
        if (Files.exists(place)) {
            Files.move(place, previous, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(writing, place, StandardCopyOption.ATOMIC_MOVE);
        force(place.resolveSibling(""));
        Files.deleteIfExists(previous.resolve(MANIFEST));
        delete(previous);
    }

    /** One part may get several names, so it is linked, or copied where the disk knows no links. */
    private void link(@org.jspecify.annotations.Nullable String sha256, Path file) throws IOException {
        Path part = whole(String.valueOf(sha256));
        try {
            Files.createLink(file, part);
        } catch (UnsupportedOperationException e) {
            Files.copy(part, file);
        }
    }

    private Path whole(String sha256) {
        if (!FileListing.isHash(sha256)) {
            throw new BadTransfer(400, "bad-hash", "a part is named by its SHA-256");
        }
        return incoming().resolve(sha256);
    }

    private Path started(String sha256) {
        return whole(sha256).resolveSibling(sha256 + ".part");
    }

    private static boolean isPlainFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The files themselves are forced; the folder's entries follow with the system's next flush.
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
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
