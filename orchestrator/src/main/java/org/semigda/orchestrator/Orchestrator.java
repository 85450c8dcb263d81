package org.semigda.orchestrator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.api.RunListener;
import org.semigda.orchestrator.api.RunService;
import org.semigda.orchestrator.queue.Node;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.StoredEvent;

/**
 * The door to a running orchestrator. Every method may be called from any thread; futures complete on the caller's
 * context.
 */
public final class Orchestrator implements RunService {

    private final Vertx vertx;
    private final OrchestratorParts parts;
    private final Context context;
    private final String deployment;

    private Orchestrator(Vertx vertx, OrchestratorParts parts, Context context, String deployment) {
        this.vertx = vertx;
        this.parts = parts;
        this.context = context;
        this.deployment = deployment;
    }

    /** Starts an orchestrator with the usual {@link Timing}; see {@link #deploy(Vertx, Path, Clock, RandomGenerator, Timing)}. */
    public static Future<Orchestrator> deploy(Vertx vertx, Path home, Clock clock, RandomGenerator random) {
        return deploy(vertx, home, clock, random, Timing.DEFAULT);
    }

    /**
     * Starts an orchestrator. Its runs are those in {@code home/runs}; runs that were under way continue. The bus must
     * know our messages already ({@link org.semigda.protocol.JsonCodec#registerAll}).
     */
    public static Future<Orchestrator> deploy(
            Vertx vertx, Path home, Clock clock, RandomGenerator random, Timing timing) {
        OrchestratorParts parts = OrchestratorParts.create(vertx, home, clock, random, timing, Version.read());
        OrchestratorVerticle verticle = new OrchestratorVerticle(parts);
        return vertx.deployVerticle(verticle).map(deployment -> {
            Context context = verticle.orchestratorContext();
            parts.feed().add(new RunListener() {
                @Override
                public void changed(RunView run) {
                    context.runOnContext(now -> parts.dispatcher().dispatch());
                }
            });
            return new Orchestrator(vertx, parts, context, deployment);
        });
    }

    /** The routes of the HTTP API, to be mounted at {@link ApiRoutes#BASE}{@code /*}. */
    public Router api() {
        return ApiRoutes.create(vertx, this, parts.timing().streamHeartbeat());
    }

    /** Ends the orchestrator; runs stay as they are and continue with the next one on the same home. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    @Override
    public Future<RunView> submit(RunSpec spec) {
        return submit(spec, Optional.empty(), false);
    }

    /**
     * Accepts a run whose folder is given.
     *
     * @param folder the run's folder; empty puts it under the home
     * @param resume whether to go on with the run that {@code folder} holds, if it holds one
     */
    public Future<RunView> submit(RunSpec spec, Optional<Path> folder, boolean resume) {
        return onContext(() -> parts.submissions().submit(spec, folder, resume).map(Run::view));
    }

    @Override
    public Future<RunView> command(RunId id, RunCommand command) {
        return onContext(() -> {
            Run run = parts.runs().get(id);
            return parts.lives().command(run, command).map(done -> run.view());
        });
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
                        ended.tryComplete(changed);
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
    public Optional<RunDetails> details(RunId id) {
        return parts.runs().find(id).map(run -> new RunDetails(run.view(), run.projection(), run.folder()));
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
