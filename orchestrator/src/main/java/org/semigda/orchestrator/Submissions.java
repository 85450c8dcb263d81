package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.conf.Setting;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.datasets.DataFolders;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.RunFolder;
import org.semigda.orchestrator.store.RunStore;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;

/** Checks what people ask for and makes it a run. */
final class Submissions {

    private final StoreThread thread;
    private final RunStore store;
    private final Catalog catalog;
    private final DataFolders folders;
    private final RunRegistry runs;
    private final LifeCycle lives;
    private final Clock clock;
    private final RandomGenerator random;
    private final String version;
    /** Requests that can be repeated and are being made into runs. */
    private final Map<RunRecord.RepeatableRequest, Future<Run>> pending = new HashMap<>();

    /** A run, and whether an earlier request made it. */
    record Made(Run run, boolean repeated) {}

    Submissions(
            StoreThread thread,
            RunStore store,
            Catalog catalog,
            DataFolders folders,
            RunRegistry runs,
            LifeCycle lives,
            Clock clock,
            RandomGenerator random,
            String version) {
        this.thread = thread;
        this.store = store;
        this.catalog = catalog;
        this.folders = folders;
        this.runs = runs;
        this.lives = lives;
        this.clock = clock;
        this.random = random;
        this.version = version;
    }

    static Refusal keyReused(String key) {
        return new Refusal(
                Refusal.Code.KEY_REUSED,
                "Idempotency-Key '" + key + "' came before with another specification; use a new key for a new run");
    }

    /**
     * Queues a run, or finds the one that the same request made before.
     *
     * @param caller who asks; decides which folders may be named as data
     */
    Future<Made> submit(RunSpec spec, String document, Optional<String> key, Caller caller) {
        if (key.isEmpty()) {
            return make(spec, document, Optional.empty(), caller).map(run -> new Made(run, false));
        }
        var request = new RunRecord.RepeatableRequest(key.get(), hash(spec));
        Future<Run> under = pending.get(request);
        if (under != null) {
            return under.map(run -> new Made(run, true));
        }
        if (pending.keySet().stream().anyMatch(other -> other.key().equals(request.key()))) {
            throw keyReused(request.key());
        }
        Promise<Run> made = Promise.promise();
        pending.put(request, made.future());
        return catalog.submittedBy(request)
                .compose(id -> id.isPresent()
                        ? catalog.find(id.get())
                        : Future.<Optional<Run>>succeededFuture(Optional.empty()))
                .compose(known -> known.isPresent()
                        ? Future.succeededFuture(new Made(known.get(), true))
                        : make(spec, document, Optional.of(request), caller).map(run -> new Made(run, false)))
                .onComplete(done -> {
                    pending.remove(request);
                    made.handle(done.map(Made::run));
                });
    }

    private static String hash(RunSpec spec) {
        return Hashes.sha256(Wire.write(spec));
    }

    private Future<Run> make(
            RunSpec spec, String document, Optional<RunRecord.RepeatableRequest> request, Caller caller) {
        RunId id = newId();
        return thread.run(() -> {
                    Map<String, String> settings = settings(spec);
                    folders.requireAllowed(spec.data(), caller);
                    requireFilesAllowed(spec.data(), settings, caller);
                    checkData(spec);
                    RunRecord record = RunRecord.queued(id, spec, settings, clock.millis(), version)
                            .requestedBy(request);
                    return noted(create(store.path(record), record, document));
                })
                .compose(this::enqueue);
    }

    /**
     * Queues a run of this process's own user.
     *
     * @param folder the run's own folder
     * @param resume whether to go on with the run that is in {@code folder}, if one is
     */
    Future<Run> submit(RunSpec spec, Path folder, boolean resume) {
        RunId id = newId();
        return thread.run(() -> {
                    Map<String, String> settings = settings(spec);
                    checkData(spec);
                    if (RunFolder.holdsRun(folder)) {
                        return noted(reopen(folder, spec, settings, resume));
                    }
                    RunRecord record = RunRecord.queued(id, spec, settings, clock.millis(), version);
                    return noted(create(folder, record, Wire.write(spec)));
                })
                .compose(this::enqueue);
    }

    /** A setting must not open what naming it as data would not. */
    private void requireFilesAllowed(String data, Map<String, String> settings, Caller caller) throws IOException {
        for (Setting<String> setting : Keys.FILES) {
            String file = settings.getOrDefault(setting.key(), "");
            if (!file.isEmpty()) {
                folders.requireAllowed(setting.key(), file, caller);
            }
        }
        for (Setting<String> setting : Keys.FILES_BY_DATA) {
            String file = settings.getOrDefault(setting.key(), "");
            if (!file.isEmpty() && !file.equals(Keys.NO_GROUPS)) {
                String separator = file.startsWith("/") ? "" : data + "/";
                folders.requireAllowed(setting.key(), separator + file, caller);
            }
        }
    }

    private RunStore.Loaded noted(RunStore.Loaded run) {
        catalog.note(RunView.of(run.record(), run.projection()), run.folder());
        return run;
    }

    private Future<Run> enqueue(RunStore.Loaded loaded) {
        Run run = new Run(loaded);
        Optional<Run> known = runs.find(run.id()).filter(old -> !old.state().ended());
        if (known.isPresent()) {
            throw Refusal.badState(run.id(), known.get().state(), "start a second time");
        }
        runs.add(run);
        return lives.enqueue(run).map(run);
    }

    private RunId newId() {
        RunId id = RunId.create(clock.instant(), random);
        while (runs.find(id).isPresent()) {
            id = RunId.create(clock.instant(), random);
        }
        return id;
    }

    /** Refuses what {@link #submit} would refuse, and makes nothing; gives every setting. */
    Future<Map<String, String>> check(RunSpec spec, Caller caller) {
        return thread.run(() -> {
            Map<String, String> settings = settings(spec);
            folders.requireAllowed(spec.data(), caller);
            checkData(spec);
            return settings;
        });
    }

    /**
     * On the store's thread: checks runs that are to be submitted later.
     *
     * @throws Refusal that says what is wrong with the first that could not be run
     */
    void requireUsable(List<RunSpec> specs, Caller caller) throws IOException {
        for (RunSpec spec : specs) {
            settings(spec);
        }
        for (String data : new TreeSet<>(specs.stream().map(RunSpec::data).toList())) {
            folders.requireAllowed(data, caller);
        }
        checkData(specs.get(0));
    }

    /** Every setting of a run, as text by key. */
    static Map<String, String> settings(RunSpec spec) {
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

    private RunStore.Loaded create(Path path, RunRecord record, String document) {
        try {
            return store.create(path, record, document);
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
            case STARTING, RUNNING, PAUSED, STOPPED, FAILED -> old.resumed(clock.millis());
            case STOPPING -> old.to(RunState.STOPPED, clock.millis()).resumed(clock.millis());
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
