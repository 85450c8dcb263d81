package org.semigda.orchestrator.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.semigda.orchestrator.run.Projection;
import org.semigda.orchestrator.run.RunRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All runs under a home: {@code HOME/runs/ID}. Blocks. */
public final class RunStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

    /** A run read back from its folder. */
    public record Loaded(RunFolder folder, RunRecord record, Projection projection) {}

    private final Path runs;
    private final HomeLock lock;

    public RunStore(Path home) {
        this.runs = home.resolve("runs");
        this.lock = new HomeLock(home);
    }

    /**
     * Every run there is, oldest first. A folder that cannot be read is reported and left alone: it must not take the
     * other runs with it.
     *
     * @throws org.semigda.conf.UserError when another process works with this home
     */
    public List<Loaded> load() throws IOException {
        lock.take();
        List<Loaded> loaded = new ArrayList<>();
        if (!Files.isDirectory(runs)) {
            return loaded;
        }
        try (Stream<Path> folders = Files.list(runs)) {
            for (Path path : folders.filter(RunFolder::holdsRun).toList()) {
                try {
                    loaded.add(open(path));
                } catch (IOException e) {
                    LOG.error("the run in {} cannot be shown: {}. Its files are left as they are.", path, message(e));
                }
            }
        }
        Comparator<Loaded> byTime = Comparator.comparingLong(run -> run.record().created());
        loaded.sort(byTime.thenComparing(run -> run.record().id()));
        return loaded;
    }

    private static String message(IOException e) {
        return String.valueOf(e.getMessage());
    }

    /** Opens the run in a folder. */
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

    /** Makes the folder of a new run. */
    public Loaded create(Path path, RunRecord record) throws IOException {
        if (RunFolder.holdsRun(path)) {
            throw new FileAlreadyExistsException(path.toString(), null, "a run is there already");
        }
        return new Loaded(RunFolder.create(path, record), record, new Projection());
    }

    /** Lets others work with the home. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
