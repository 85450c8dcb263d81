package org.semigda.cli.serve;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.semigda.cli.cluster.ClusterSettings;
import org.semigda.cli.cluster.Clustering;
import org.semigda.cli.cluster.DeviceProcesses;
import org.semigda.cli.cluster.JoinAddress;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.Version;
import org.semigda.cli.data.DataHashes;
import org.semigda.cli.data.DataInspections;
import org.semigda.cli.data.DataPictures;
import org.semigda.cli.machine.Machine;
import org.semigda.cli.machine.NodeGauge;
import org.semigda.dashboard.DashboardRoutes;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.TokenFile;
import org.semigda.orchestrator.access.Tokens;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.experiment.ExperimentView;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.StoredEvent;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.worker.NodeSettings;
import org.semigda.worker.WorkerNode;

/**
 * The system in this process: an event bus, the orchestrator, a server for the API and the page, and a worker node for
 * this machine's devices. Its methods wait; call them from a command's own thread, never from an event loop.
 */
public final class Semigda implements AutoCloseable {

    private static final long START_SECONDS = 120;
    private static final long CLOSE_SECONDS = 60;
    /** How soon a running server notices that a token was made or revoked. */
    private static final long TOKENS_MILLIS = 1000;
    /** Wrong tokens from one address within a minute before it has to wait. */
    private static final int MOST_FAILURES = 10;

    private final Vertx vertx;
    private final Orchestrator orchestrator;
    private final AutoCloseable workers;
    private final Optional<JoinAddress> cluster;
    private final ModelPredictions predictions;
    private final Optional<URI> address;

    private Semigda(
            Vertx vertx,
            Orchestrator orchestrator,
            AutoCloseable workers,
            Optional<JoinAddress> cluster,
            ModelPredictions predictions,
            Optional<URI> address) {
        this.vertx = vertx;
        this.orchestrator = orchestrator;
        this.workers = workers;
        this.cluster = cluster;
        this.predictions = predictions;
        this.address = address;
    }

    /**
     * Starts the roles; nothing stays behind when one of them cannot be started.
     *
     * @throws org.semigda.conf.UserError when the port or the cluster file cannot be used
     */
    public static Semigda start(SemigdaSettings settings) {
        Optional<Integer> port = settings.server().map(server -> Ports.choose(server.host(), server.port()));
        VertxOptions options = new VertxOptions();
        Optional<Clustering.Formed> formed = settings.cluster()
                .map(cluster -> await(Clustering.form(options, settings.home(), cluster), START_SECONDS));
        Vertx vertx = formed.map(Clustering.Formed::vertx).orElseGet(() -> Vertx.vertx(options));
        try {
            JsonCodec.registerAll(vertx.eventBus());
            Clock clock = Clock.systemUTC();
            Orchestrator orchestrator = await(
                    Orchestrator.deploy(vertx, settings.store(), clock, new SecureRandom(), new DataHashes()),
                    START_SECONDS);
            ModelPredictions predictions = new ModelPredictions(vertx);
            Optional<JoinAddress> cluster = formed.map(Clustering.Formed::address);
            Optional<String> published = settings.cluster()
                    .flatMap(given -> given.place().publish())
                    .or(() -> cluster.map(JoinAddress::host));
            Optional<URI> address = settings.server()
                    .map(server -> serve(
                            vertx, settings.home(), server, port.orElseThrow(), orchestrator, predictions, published));
            AutoCloseable workers = settings.devices()
                    .map(devices -> processes(settings, devices, cluster.orElseThrow()))
                    .orElseGet(() -> inProcess(vertx, settings.cache(), clock));
            return new Semigda(vertx, orchestrator, workers, cluster, predictions, address);
        } catch (RuntimeException | Error e) { // a native library that does not load is an Error
            await(vertx.close(), CLOSE_SECONDS);
            throw e;
        }
    }

    private static AutoCloseable inProcess(Vertx vertx, Path cache, Clock clock) {
        String host = Machine.name();
        String pid = Long.toString(ProcessHandle.current().pid());
        List<String> devices = TorchNatives.load(NativeLimits.defaults()).devices();
        NodeSettings settings = new NodeSettings(
                host + "-" + pid, pid, host, Ports.LOOPBACK, devices, List.of(), Version.current(), true, cache);
        WorkerNode node = await(WorkerNode.deploy(vertx, settings, clock, new NodeGauge(devices)), START_SECONDS);
        return () -> await(node.close(), CLOSE_SECONDS);
    }

    private static AutoCloseable processes(SemigdaSettings settings, String devices, JoinAddress address) {
        ClusterSettings cluster = settings.cluster().orElseThrow();
        DeviceProcesses.Family family = new DeviceProcesses.Family(
                Machine.name() + "-" + ProcessHandle.current().pid(),
                Machine.devices(devices, settings.home().resolve("logs")),
                settings.home(),
                address,
                cluster.file().isPresent() ? address.host() : cluster.place().bind(),
                cluster.place().publish(),
                cluster.secret(),
                List.of(),
                true);
        return DeviceProcesses.start(family);
    }

    private static URI serve(
            Vertx vertx,
            Path home,
            SemigdaSettings.Server server,
            int port,
            Orchestrator orchestrator,
            ModelPredictions predictions,
            Optional<String> cluster) {
        ServerNumbers numbers = ServerNumbers.of(vertx, orchestrator);
        Router routes = orchestrator.api(new DataPictures(), new DataInspections(home), predictions, numbers::text);
        Consumer<Router> api = router -> router.route(ApiRoutes.BASE + "/*").subRouter(routes);
        Consumer<Router> page = router -> new DashboardRoutes().addTo(router);
        Tokens tokens =
                new Tokens(server.token(), server.tokens() ? Optional.of(new TokenFile(home)) : Optional.empty());
        vertx.setPeriodic(
                TOKENS_MILLIS,
                look -> vertx.executeBlocking(() -> {
                    tokens.refresh();
                    return true;
                }));
        HttpGuard guard =
                new HttpGuard(tokens, new FailedAttempts(Clock.systemUTC(), MOST_FAILURES, Duration.ofMinutes(1)));
        HttpServerVerticle verticle = new HttpServerVerticle(
                new HttpServerVerticle.Listening(server.host(), port, server.tls(), SlowClients.Patience.USUAL),
                guard,
                List.of(api, page));
        await(vertx.deployVerticle(verticle), START_SECONDS);
        String scheme = server.tls().isPresent() ? "https://" : "http://";
        orchestrator.servesAt(address(scheme, reachable(server.host(), cluster), verticle.port()));
        return address(scheme, server.host(), verticle.port());
    }

    private static URI address(String scheme, String host, int port) {
        return URI.create(scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
    }

    /** A server that listens on every address of this machine is reached by others where its cluster is. */
    private static String reachable(String host, Optional<String> cluster) {
        boolean every = host.equals("0.0.0.0") || host.equals("::");
        return every ? cluster.orElse(Ports.LOOPBACK) : host;
    }

    /** Where workers of other machines join; empty without a cluster. */
    Optional<JoinAddress> cluster() {
        return cluster;
    }

    /** Where the page is; empty without a server. */
    public Optional<URI> address() {
        return address;
    }

    /**
     * Asks for a run.
     *
     * @param folder the run's folder; empty leaves the choice to the orchestrator: {@code HOME/runs/ID}
     * @param resume whether to go on with the run that is in {@code folder}
     */
    public RunId submit(RunSpec spec, Optional<Path> folder, boolean resume) {
        Future<RunView> run =
                folder.isPresent() ? orchestrator.submit(spec, folder.get(), resume) : orchestrator.submit(spec);
        return await(run, START_SECONDS).id();
    }

    /** Asks for an experiment, or takes the same one up again; its runs are found or made from now on. */
    public ExperimentView submit(ExperimentSpec spec) {
        return await(orchestrator.experiments().submit(spec, Caller.LOCAL), START_SECONDS);
    }

    /** An experiment as it is now. */
    public ExperimentView experiment(String id) {
        return await(orchestrator.experiments().view(id), START_SECONDS);
    }

    /** Runs that wait or go on. */
    public List<RunId> unfinished() {
        return orchestrator.runs().stream()
                .filter(run -> !run.state().ended())
                .map(RunView::id)
                .toList();
    }

    /** Hears the events of a run from now on; running the answer ends it. */
    public Runnable watch(RunId run, Consumer<StoredEvent> watcher) {
        return orchestrator.watch(run, watcher);
    }

    /** Asks a run to stop after its step, with a checkpoint; does not wait for it. */
    public void stop(RunId run) {
        orchestrator.stop(run).onFailure(refused -> {}); // it has ended meanwhile, which is what was wanted
    }

    /** Waits until a run has ended and its files say so. */
    public RunView awaitEnd(RunId run) {
        return await(orchestrator.finished(run), Long.MAX_VALUE / 2);
    }

    /** Ends every role; a run that still goes on ends where it is and goes on when the orchestrator is started again. */
    @Override
    public void close() {
        try {
            predictions.close();
            closeWorkers();
            await(orchestrator.close(), CLOSE_SECONDS);
        } finally {
            await(vertx.close(), CLOSE_SECONDS);
        }
    }

    private void closeWorkers() {
        try {
            workers.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the workers did not end", e);
        }
    }

    private static <T> T await(Future<T> future, long seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
