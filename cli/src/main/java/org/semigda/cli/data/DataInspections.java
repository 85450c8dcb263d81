package org.semigda.cli.data;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.semigda.data.DataException;
import org.semigda.data.DataOptions;
import org.semigda.data.DataSet;
import org.semigda.data.Inspection;
import org.semigda.data.Inspector;
import org.semigda.data.Item;
import org.semigda.orchestrator.datasets.DataInspector;
import org.semigda.protocol.Wire;

/**
 * Looks into data sets for the API, one at a time and in the background, and remembers what it found for as long as the
 * folder's files are the same.
 */
public final class DataInspections implements DataInspector {

    private static final int REMEMBERED = 32;
    private static final String STATE = "state";

    private final Path home;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "data-inspections");
        thread.setDaemon(true);
        return thread;
    });

    /** By folder, the one asked for longest ago first. */
    private final Map<Path, Kept> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Kept> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** One inspection, under way or done. */
    private static final class Kept {
        private final long stamp;
        private volatile int done;
        private volatile Optional<JsonObject> found = Optional.empty();
        private volatile Optional<String> failure = Optional.empty();

        Kept(long stamp) {
            this.stamp = stamp;
        }
    }

    /** @param home where generated images are kept */
    public DataInspections(Path home) {
        this.home = home;
    }

    @Override
    public JsonObject inspect(Path folder) throws IOException {
        DataSet set = look(folder);
        long stamp = stamp(set);
        Kept entry;
        synchronized (entries) {
            entry = entries.get(folder);
            if (entry == null || entry.stamp != stamp) {
                Kept begun = new Kept(stamp);
                entries.put(folder, begun);
                reader.execute(() -> read(set, begun));
                entry = begun;
            }
        }
        Optional<String> failure = entry.failure;
        if (failure.isPresent()) {
            synchronized (entries) {
                entries.remove(folder, entry); // the next request tries again
            }
            throw new IOException(failure.get());
        }
        int done = entry.done;
        int images = set.items().size();
        return entry.found.orElseGet(
                () -> new JsonObject().put(STATE, "reading").put("done", done).put("images", images));
    }

    private static DataSet look(Path folder) throws IOException {
        try {
            return DataSet.look(folder, DataOptions.plain());
        } catch (DataException e) {
            throw new IOException(String.valueOf(e.getMessage()).replace(folder + "/", ""), e);
        }
    }

    private static void read(DataSet set, Kept entry) {
        try {
            int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            Inspection found = Inspector.inspect(set, Optional.empty(), threads, (done, all) -> entry.done = done);
            entry.found = Optional.of(new JsonObject(Wire.write(InspectionDocument.of(found))).put(STATE, "done"));
        } catch (RuntimeException e) {
            entry.failure = Optional.of("the images cannot be looked at: " + e.getMessage());
        }
    }

    /** Changes whenever a file comes, goes or is written. */
    private static long stamp(DataSet set) throws IOException {
        long stamp = set.problems().hashCode();
        try {
            for (Item item : set.items()) {
                stamp = 31 * stamp + item.image().hashCode();
                stamp = 31 * stamp + Files.getLastModifiedTime(item.image()).toMillis();
                for (Path mask : item.masks()) {
                    stamp = 31 * stamp + mask.hashCode();
                    stamp = 31 * stamp + Files.getLastModifiedTime(mask).toMillis();
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException("a file of the data set cannot be looked at", e);
        }
        return stamp;
    }

    @Override
    public Path phantoms() throws IOException {
        return Phantoms.in(home).toRealPath();
    }
}
