package org.semigda.orchestrator;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.semigda.conf.Presets;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;

/** Checks what people ask for and makes it a run. */
final class Submissions {

    private final StoreThread thread;
    private final RunStore store;
    private final RunRegistry runs;
    private final LifeCycle lives;
    private final Clock clock;
    private final RandomGenerator random;
    private final String version;

    Submissions(
            StoreThread thread,
            RunStore store,
            RunRegistry runs,
            LifeCycle lives,
            Clock clock,
            RandomGenerator random,
            String version) {
        this.thread = thread;
        this.store = store;
        this.runs = runs;
        this.lives = lives;
        this.clock = clock;
        this.random = random;
        this.version = version;
    }

    /**
     * Queues a run.
     *
     * @param folder the run's own folder; empty puts it under the home
     * @param resume whether to go on with the run that is in {@code folder}, if one is
     */
    Future<Run> submit(RunSpec spec, Optional<Path> folder, boolean resume) {
        RunId id = newId();
        return thread.run(() -> {
                    Map<String, String> settings = settings(spec);
                    checkData(spec);
                    if (folder.isPresent() && RunFolder.holdsRun(folder.get())) {
                        return reopen(folder.get(), spec, settings, resume);
                    }
                    RunRecord record = RunRecord.queued(id, spec, settings, clock.millis(), version);
                    return create(folder.orElseGet(() -> store.path(record)), record);
                })
                .compose(loaded -> {
                    Run run = new Run(loaded);
                    Optional<Run> known =
                            runs.find(run.id()).filter(old -> !old.state().ended());
                    if (known.isPresent()) {
                        throw Refusal.badState(run.id(), known.get().state(), "start a second time");
                    }
                    runs.add(run);
                    return lives.enqueue(run).map(run);
                });
    }

    private RunId newId() {
        RunId id = RunId.create(clock.instant(), random);
        while (runs.find(id).isPresent()) {
            id = RunId.create(clock.instant(), random);
        }
        return id;
    }

    private static Map<String, String> settings(RunSpec spec) {
        try {
            return Presets.get(spec.preset()).with(spec.settings()).toMap();
        } catch (UserError e) {
            throw new Refusal(Refusal.Code.BAD_SETTING, String.valueOf(e.getMessage()));
        }
    }

    private static void checkData(RunSpec spec) {
        Path data;
        try {
            data = Path.of(spec.data());
        } catch (InvalidPathException e) {
            throw new Refusal(Refusal.Code.NO_DATA, "data '" + spec.data() + "' is not a path");
        }
        if (!Files.exists(data)) {
            throw new Refusal(
                    Refusal.Code.NO_DATA,
                    "data folder " + data.toAbsolutePath() + " does not exist; name a folder with images");
        }
        if (!Files.isDirectory(data)) {
            throw new Refusal(
                    Refusal.Code.NO_DATA, "data " + data.toAbsolutePath() + " is a file; name the folder it is in");
        }
    }

    private RunStore.Loaded create(Path path, RunRecord record) {
        try {
            return store.create(path, record);
        } catch (IOException e) {
            throw new Refusal(Refusal.Code.BAD_FOLDER, "the run's folder " + path + " cannot be made: " + reason(e));
        }
    }

    private RunStore.Loaded reopen(Path path, RunSpec spec, Map<String, String> settings, boolean resume)
            throws IOException {
        if (!resume) {
            throw new Refusal(
                    Refusal.Code.BAD_FOLDER,
                    path + " holds a run already; resume it, or choose another folder for a new one");
        }
        RunStore.Loaded loaded;
        try {
            loaded = store.open(path);
        } catch (IOException e) {
            throw new Refusal(Refusal.Code.BAD_FOLDER, "the run in " + path + " cannot be continued: " + reason(e));
        }
        RunRecord next = continued(loaded.record(), path).respecified(spec, settings);
        loaded.folder().save(next);
        return new RunStore.Loaded(loaded.folder(), next, loaded.projection());
    }

    private RunRecord continued(RunRecord old, Path path) {
        return switch (old.state()) {
            case QUEUED -> old;
            case STARTING, RUNNING, PAUSED, STOPPED, FAILED -> old.nextAttempt(0);
            case STOPPING -> old.to(RunState.STOPPED, clock.millis()).nextAttempt(0);
            case COMPLETED ->
                throw new Refusal(
                        Refusal.Code.BAD_STATE,
                        "the run in " + path + " is completed; choose another folder for a new one");
        };
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
