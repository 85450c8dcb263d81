package org.semigda.orchestrator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.api.Contract;
import org.semigda.orchestrator.api.ExperimentService;
import org.semigda.orchestrator.api.ImagePredictor;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.api.RunListener;
import org.semigda.orchestrator.api.RunService;
import org.semigda.orchestrator.datasets.DataFingerprint;
import org.semigda.orchestrator.datasets.DataInspector;
import org.semigda.orchestrator.datasets.PictureSource;
import org.semigda.orchestrator.experiment.ExperimentView;
import org.semigda.orchestrator.index.IndexedRun;
import org.semigda.orchestrator.index.RunQuery;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;

/**
 * The door to a running orchestrator. Every method may be called from any thread; futures complete on the caller's
 * context.
 */
public final class Orchestrator implements RunService {

    private final Vertx vertx;
    private final OrchestratorParts parts;
    private final Contract contract;
    private final long uploadLimit;
    private final Context context;
    private final String deployment;

    private Orchestrator(
            Vertx vertx,
            OrchestratorParts parts,
            OrchestratorSettings settings,
            Contract contract,
            Context context,
            String deployment) {
        this.vertx = vertx;
        this.parts = parts;
        this.contract = contract;
        this.uploadLimit = settings.uploadLimit();
        this.context = context;
        this.deployment = deployment;
    }

    /** Starts an orchestrator with the usual {@link Timing}, which takes no finished run for a new one. */
    public static Future<Orchestrator> deploy(
            Vertx vertx, OrchestratorSettings settings, Clock clock, RandomGenerator random) {
        return deploy(vertx, settings, clock, random, DataFingerprint.NONE);
    }

    /**
     * Starts an orchestrator with the usual {@link Timing}.
     *
     * @param fingerprint tells whether a finished run was on the same data
     */
    public static Future<Orchestrator> deploy(
            Vertx vertx,
            OrchestratorSettings settings,
            Clock clock,
            RandomGenerator random,
            DataFingerprint fingerprint) {
        return deploy(vertx, settings, clock, random, Timing.DEFAULT, fingerprint);
    }

    /**
     * Starts an orchestrator. Its runs are those in its home; runs that were under way continue. The bus must know our
     * messages already ({@link org.semigda.protocol.JsonCodec#registerAll}).
     */
    public static Future<Orchestrator> deploy(
            Vertx vertx,
            OrchestratorSettings settings,
            Clock clock,
            RandomGenerator random,
            Timing timing,
            DataFingerprint fingerprint) {
        OrchestratorParts parts =
                OrchestratorParts.create(vertx, settings, clock, random, timing, fingerprint, Version.read());
        OrchestratorVerticle verticle = new OrchestratorVerticle(parts);
        return Contract.load(vertx)
                .compose(contract -> vertx.deployVerticle(verticle).map(deployment -> {
                    Context context = verticle.orchestratorContext();
                    parts.feed().add(new RunListener() {
                        @Override
                        public void changed(RunView run) {
                            context.runOnContext(now -> parts.dispatcher().dispatch());
                        }
                    });
                    return new Orchestrator(vertx, parts, settings, contract, context, deployment);
                }));
    }

    /** The routes of the HTTP API, to be mounted at {@link ApiRoutes#BASE}{@code /*}, without pictures of data sets. */
    public Router api() {
        return api(PictureSource.NONE, DataInspector.NONE, ImagePredictor.NONE, () -> "");
    }

    /**
     * The routes of the HTTP API.
     *
     * @param pictures shows the pictures of data sets
     * @param inspector knows what is in data sets
     * @param predictor predicts images with the model of a run
     * @param numbers the process's numbers in Prometheus' text form
     */
    public Router api(
            PictureSource pictures, DataInspector inspector, ImagePredictor predictor, Supplier<String> numbers) {
        ApiRoutes.Parts routes = new ApiRoutes.Parts(
                contract,
                this,
                experiments(),
                parts.folders(),
                pictures,
                inspector,
                predictor,
                numbers,
                parts.timing().streamHeartbeat(),
                uploadLimit,
                parts.desk().tokens());
        return ApiRoutes.create(vertx, routes);
    }

    /** Where the routes can be reached by workers on other machines; without it these cannot be used. */
    public void servesAt(URI server) {
        parts.desk().servesAt(server);
    }

    /** Ends the orchestrator; runs stay as they are and continue with the next one on the same home. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    @Override
    public Future<Submitted> submit(Submission submission) {
        return onContext(() -> parts.submissions()
                .submit(submission.spec(), submission.document(), submission.key(), submission.caller())
                .map(made -> new Submitted(made.run().view(), made.repeated())));
    }

    @Override
    public Future<Estimate> estimate(RunSpec spec, Caller caller) {
        return onContext(() -> parts.estimates().of(spec, caller));
    }

    /** Experiments, for the API and this process's own user. */
    public ExperimentService experiments() {
        return new ExperimentService() {
            @Override
            public Future<ExperimentView> submit(ExperimentSpec spec, Caller caller) {
                return onContext(() -> parts.experiments().submit(spec, caller));
            }

            @Override
            public Future<ExperimentView> view(String id) {
                return onContext(() -> parts.experiments().view(id));
            }

            @Override
            public Future<List<ExperimentView>> views() {
                return onContext(() -> parts.experiments().views());
            }
        };
    }

    /** Accepts a run of this process's own user, with a folder under the home. */
    public Future<RunView> submit(RunSpec spec) {
        return submit(new Submission(spec, Wire.write(spec), Optional.empty(), Caller.LOCAL))
                .map(Submitted::run);
    }

    /**
     * Accepts a run whose folder is given.
     *
     * @param resume whether to go on with the run that {@code folder} holds, if it holds one
     */
    public Future<RunView> submit(RunSpec spec, Path folder, boolean resume) {
        return onContext(() -> parts.submissions().submit(spec, folder, resume).map(Run::view));
    }

    @Override
    public Future<RunView> command(RunId id, RunCommand command) {
        return onContext(() -> {
            return parts.catalog().find(id).compose(found -> {
                Run run = found.orElseThrow(() -> Refusal.noRun(id.value()));
                return parts.lives().command(run, command).map(done -> run.view());
            });
        });
    }

    @Override
    public Future<Void> delete(RunId id) {
        return onContext(() -> parts.catalog().find(id).compose(found -> {
            Run run = found.orElseThrow(() -> Refusal.noRun(id.value()));
            requireEnded(run);
            if (!parts.catalog().owns(run)) {
                throw new Refusal(Refusal.Code.BAD_FOLDER, "run " + id + " has a folder of its own; delete that");
            }
            return run.saved().otherwiseEmpty().compose(saved -> {
                requireEnded(run); // somebody may have resumed it while its end was being written
                return parts.catalog().delete(run);
            });
        }));
    }

    private static void requireEnded(Run run) {
        if (!run.state().ended()) {
            throw Refusal.badState(run.id(), run.state(), "be deleted; stop it first");
        }
    }

    @Override
    public Future<RunPage> list(RunQuery query) {
        // One more than asked for tells whether there is a next page.
        RunQuery more = query.withLimit(query.limit() + 1);
        return onContext(() -> parts.catalog().list(more).map(rows -> {
            boolean last = rows.size() <= query.limit();
            List<IndexedRun> page = last ? rows : rows.subList(0, query.limit());
            List<JsonObject> shown = page.stream().map(this::shown).toList();
            return new RunPage(
                    shown,
                    last
                            ? Optional.empty()
                            : Optional.of(page.get(page.size() - 1).place()));
        }));
    }

    /** What is in memory is newer than the index. */
    private JsonObject shown(IndexedRun row) {
        return parts.runs()
                .find(new RunId(row.id()))
                .map(run -> run.view().toJson())
                .orElseGet(() -> new JsonObject(row.shown()));
    }

    @Override
    public Future<Map<String, Long>> countByState() {
        return onContext(parts.catalog()::countByState);
    }

    /** Runs that wait for a device, in the order in which they will get one. */
    public Future<List<RunId>> waiting() {
        return onContext(() -> Future.succeededFuture(parts.queue().waiting()));
    }

    /** Asks a run to save and end; see {@link #finished} for the moment it has. */
    public Future<RunView> stop(RunId id) {
        return command(id, RunCommand.STOP);
    }

    /** Completes when the run is STOPPED, COMPLETED or FAILED and its files say so. */
    public Future<RunView> finished(RunId id) {
        return onContext(() -> {
            Run run = parts.runs().get(id);
            if (run.state().ended()) {
                return run.saved().map(done -> run.view());
            }
            Promise<RunView> ended = Promise.promise();
            Runnable end = listen(new RunListener() {
                @Override
                public void changed(RunView changed) {
                    if (changed.id().equals(id) && changed.state().ended()) {
                        run.saved().map(changed).onSuccess(ended::tryComplete).onFailure(ended::tryFail);
                    }
                }
            });
            return ended.future().onComplete(done -> end.run());
        });
    }

    /** Hears every event of a run that is stored from now on; running the answer ends it. */
    public Runnable watch(RunId id, Consumer<StoredEvent> watcher) {
        return listen(new RunListener() {
            @Override
            public void stored(StoredEvent event) {
                if (event.event().run().equals(id)) {
                    watcher.accept(event);
                }
            }
        });
    }

    @Override
    public Runnable listen(RunListener listener) {
        return parts.feed().add(listener);
    }

    @Override
    public List<RunView> runs() {
        return parts.runs().all().stream().map(Run::view).toList();
    }

    @Override
    public Future<Optional<RunDetails>> details(RunId id) {
        return onContext(() -> parts.catalog()
                .find(id)
                .map(found -> found.map(run -> new RunDetails(run.view(), run.projection(), run.folder()))));
    }

    @Override
    public List<Node> nodes() {
        return parts.nodes().all();
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> {
            try {
                work.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return backHere(promise.future());
    }

    private <T> Future<T> backHere(Future<T> future) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> caller.runOnContext(now -> promise.handle(result)));
        return promise.future();
    }
}
