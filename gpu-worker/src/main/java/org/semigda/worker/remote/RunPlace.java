package org.semigda.worker.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.conf.UserError;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.WorkerCommand;
import org.semigda.protocol.WorkerFiles;

/**
 * Where an attempt finds its inputs and leaves its results on this machine: the run's folder itself if this machine sees it,
 * else a folder of its own, with the inputs found here by their content or fetched, and an {@link RunOutbox}.
 */
public final class RunPlace implements AutoCloseable {

    private static final String CHECKPOINTS = "checkpoints/";
    private static final String MANIFEST = "/" + Checkpoint.MANIFEST;

    private final Path folder;
    private final RunSpec spec;
    private final RunOutbox outbox;
    private final List<AutoCloseable> held;

    private RunPlace(Path folder, RunSpec spec, RunOutbox outbox, List<AutoCloseable> held) {
        this.folder = folder;
        this.spec = spec;
        this.outbox = outbox;
        this.held = List.copyOf(held);
    }

    /**
     * Finds or makes the place of an attempt. Blocks for as long as fetching takes.
     *
     * @param home of this node
     * @param cache for data sets
     * @param said hears, in a line each, what is fetched
     * @throws UserError when the orchestrator cannot be reached or does not have what is needed
     */
    public static RunPlace open(WorkerCommand.Launch launch, Path home, long cache, Clock clock, Consumer<String> said)
            throws IOException, InterruptedException {
        Transfer transfer = launch.transfer();
        if (transfer.mark().isEmpty() || sees(launch.folder(), transfer.mark())) {
            return new RunPlace(Path.of(launch.folder()), launch.spec(), RunOutbox.LOCAL, List.of());
        }
        if (transfer.address().isEmpty()) {
            throw new UserError("this machine does not see the run's folder " + launch.folder()
                    + ", and the orchestrator has no HTTP server to fetch from; start it with 'serve'");
        }
        OrchestratorFiles orchestrator =
                new OrchestratorFiles(transfer, launch.run(), OrchestratorFiles.Patience.USUAL);
        Path work = home.resolve("work");
        Folders.sweep(work);
        Path folder = Folders.own(work, launch.run().value());
        List<AutoCloseable> held = new ArrayList<>(List.of(() -> Folders.delete(folder)));
        try {
            WorkerFiles files = orchestrator.list();
            Inputs inputs = new Inputs(home, new DataCache(home.resolve("cache/data"), cache, clock), said);
            RunSpec spec = inputs.found(launch.spec(), files.inputs(), orchestrator, held);
            results(files.results(), launch.resume(), orchestrator, folder);
            return new RunPlace(folder, spec, RunOutbox.to(orchestrator, folder), held);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close(held);
            throw e;
        }
    }

    private static boolean sees(String folder, String mark) {
        try {
            return Files.readString(Path.of(folder, Transfer.MARK_FILE)).strip().equals(mark);
        } catch (IOException e) {
            return false;
        }
    }

    /** The split, and of the checkpoints the newest whole one and the best ones. */
    private static void results(FileListing results, boolean resume, OrchestratorFiles orchestrator, Path folder)
            throws InterruptedException {
        Path parts = folder.resolve(".parts");
        Map<String, Long> steps = new HashMap<>();
        for (FileListing.Entry entry : results.files()) {
            boolean manifest =
                    entry.path().startsWith(CHECKPOINTS) && entry.path().endsWith(MANIFEST);
            if (entry.path().equals("split.json") || manifest && resume) {
                orchestrator.fetch(entry, parts, folder.resolve(entry.path()));
            }
            if (manifest && resume) {
                String name = entry.path().substring(0, entry.path().length() - MANIFEST.length());
                try {
                    steps.put(name, Checkpoint.info(folder.resolve(name)).globalStep());
                } catch (CheckpointException e) {
                    steps.put(name, -1L); // damaged there; those that are whole come first
                }
            }
        }
        List<String> newestFirst = steps.keySet().stream()
                .sorted(Comparator.comparing((String name) -> steps.get(name))
                        .reversed()
                        .thenComparing(name -> !name.equals(CHECKPOINTS + "last")))
                .toList();
        boolean found = false;
        for (String name : newestFirst) {
            boolean best = name.startsWith(CHECKPOINTS + "best");
            if (!found || best) {
                for (FileListing.Entry entry : results.files()) {
                    if (entry.path().startsWith(name + "/")) {
                        orchestrator.fetch(entry, parts, folder.resolve(entry.path()));
                    }
                }
                found |= Checkpoint.newest(folder.resolve("checkpoints"))
                        .filter(folder.resolve(name)::equals)
                        .isPresent();
            } else {
                remove(folder.resolve(name));
            }
        }
    }

    private static void remove(Path checkpoint) {
        try {
            Folders.delete(checkpoint);
        } catch (IOException e) {
            throw new UserError("cannot delete " + checkpoint + " (" + e + ")", e);
        }
    }

    /** Where the attempt works. */
    public Path folder() {
        return folder;
    }

    /** The specification with paths of this machine. */
    public RunSpec spec() {
        return spec;
    }

    /** Takes what is made in {@link #folder}. */
    public RunOutbox outbox() {
        return outbox;
    }

    /** Deletes what was only a copy. */
    @Override
    public void close() {
        close(held);
    }

    private static void close(List<AutoCloseable> held) {
        for (AutoCloseable each : held) {
            try {
                each.close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(RunPlace.class)
                        .warn("a copy of the run's files could not be cleared", e);
            }
        }
    }

    /** Looks for inputs by content before anything is fetched. */
    private record Inputs(Path home, DataCache cache, Consumer<String> said) {

        RunSpec found(
                RunSpec spec, List<WorkerFiles.Input> inputs, OrchestratorFiles orchestrator, List<AutoCloseable> held)
                throws IOException, InterruptedException {
            String data = spec.data();
            Map<String, String> settings = new HashMap<>(spec.settings());
            for (WorkerFiles.Input input : inputs) {
                Path place = place(input, orchestrator, held);
                if (input.key().equals("data")) {
                    data = place.toString();
                } else {
                    settings.put(input.key(), place.toString());
                }
            }
            return new RunSpec(spec.apiVersion(), spec.name(), data, spec.preset(), settings, spec.queue());
        }

        private Path place(WorkerFiles.Input input, OrchestratorFiles orchestrator, List<AutoCloseable> held)
                throws IOException, InterruptedException {
            String name = String.valueOf(Path.of(input.path()).getFileName());
            for (Path here :
                    List.of(Path.of(input.path()), home.resolve("datasets").resolve(name))) {
                if (Files.exists(here)
                        && Files.isRegularFile(here) == input.file()
                        && new FileListing.Reader().of(here).equals(input.listing())) {
                    return here;
                }
            }
            // The folder's name is part of what its images are called.
            FileListing named = input.file() ? input.listing() : below(name, input.listing());
            DataCache.Used used = cache.get(named, orchestrator::fetch);
            held.add(used);
            if (used.fetchedBytes() > 0) {
                said.accept(String.format(
                        Locale.ROOT,
                        "fetched %s %s: %d files, %.1f MiB",
                        input.key(),
                        name,
                        named.files().size(),
                        used.fetchedBytes() / (double) (1 << 20)));
            }
            return used.content().resolve(name);
        }

        private static FileListing below(String name, FileListing listing) {
            return new FileListing(listing.files().stream()
                    .map(file -> new FileListing.Entry(name + "/" + file.path(), file.bytes(), file.sha256()))
                    .toList());
        }
    }
}
