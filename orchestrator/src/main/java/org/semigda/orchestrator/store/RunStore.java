package org.semigda.orchestrator.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.semigda.orchestrator.run.Projection;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.Transfer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All runs under a home: {@code HOME/runs/ID}. Blocks. */
public final class RunStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

    /** A run that was deleted, whose files are on their way out. No run has such a name. */
    private static final String DELETED = ".deleted-";

    /** What is written into a new folder before the record, which makes it a run. */
    private static final Set<String> BEFORE_THE_RECORD = Set.of("submitted.json", Transfer.MARK_FILE);

    /** A run read back from its folder. */
    public record Loaded(RunFolder folder, RunRecord record, Projection projection) {}

    private final Path runs;
    private final HomeLock lock;

    public RunStore(Path home) {
        this.runs = home.resolve("runs");
        this.lock = new HomeLock(home);
    }

    /**
     * Takes the home for this process and finishes what a crash left half done.
     *
     * @throws org.semigda.conf.UserError when another process works with this home
     */
    public void open() throws IOException {
        lock.take();
        if (!Files.isDirectory(runs)) {
            return;
        }
        try (Stream<Path> all = Files.list(runs)) {
            for (Path path :
                    all.filter(path -> isDeleted(path) || isUnborn(path)).toList()) {
                deleteTree(path);
            }
        }
    }

    private static boolean isDeleted(Path path) {
        return String.valueOf(path.getFileName()).startsWith(DELETED);
    }

    /** A submission that a crash cut off before there was a run; nobody was told of it. */
    private static boolean isUnborn(Path path) {
        if (!Files.isDirectory(path) || RunFolder.holdsRun(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .allMatch(name ->
                            BEFORE_THE_RECORD.contains(name) || (name.startsWith(".") && name.endsWith(".tmp")));
        } catch (IOException e) {
            return false;
        }
    }

    /** Every folder under the home that holds a run. */
    public List<Path> folders() throws IOException {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(path -> !isDeleted(path))
                    .filter(RunFolder::holdsRun)
                    .sorted()
                    .toList();
        }
    }

    /** Opens the run in a folder and reads all its events. */
    public Loaded open(Path path) throws IOException {
        RunRecord record = RunFolder.record(path);
        Projection projection = new Projection();
        RunFolder folder = RunFolder.open(path, projection::apply);
        return new Loaded(folder, record, projection);
    }

    /** The folder of a run that has none of its own. */
    public Path path(RunRecord record) {
        return runs.resolve(record.id().value());
    }

    /** Whether a folder lies directly among the runs of the home. */
    public boolean owns(Path path) {
        return runs.toAbsolutePath()
                .normalize()
                .equals(path.toAbsolutePath().normalize().getParent());
    }

    /** Makes the folder of a new run. */
    public Loaded create(Path path, RunRecord record, String document) throws IOException {
        if (RunFolder.holdsRun(path)) {
            throw new FileAlreadyExistsException(path.toString(), null, "a run is there already");
        }
        return new Loaded(RunFolder.create(path, record, document), record, new Projection());
    }

    /** Takes a run away: at once for everybody, its files a little later. After a crash they go with the next start. */
    public void delete(RunFolder folder) throws IOException {
        folder.close();
        Path path = folder.path();
        Path gone = path.resolveSibling(DELETED + path.getFileName());
        Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.forceFolder(runs);
        try {
            deleteTree(gone);
        } catch (IOException e) {
            LOG.warn("{} could not be emptied ({}); the next start tries again", gone, e.getMessage());
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) throws IOException {
                if (error != null) {
                    throw error;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Lets others work with the home. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
