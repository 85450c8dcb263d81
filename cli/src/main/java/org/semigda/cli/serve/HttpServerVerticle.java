package org.semigda.cli.serve;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.semigda.orchestrator.access.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one HTTP server of an orchestrator: the API's routes and the page's, on one origin, behind one guard. */
final class HttpServerVerticle extends VerticleBase {

    /** Who asked for what and what came of it. Addresses without their query and no headers: those may hold secrets. */
    private static final Logger REQUESTS = LoggerFactory.getLogger("org.semigda.http");

    private static final int LARGEST_HEADER = 16 * 1024;
    private static final int LONGEST_ADDRESS = 8 * 1024;

    private final Listening listening;
    private final HttpGuard guard;
    private final List<Consumer<Router>> routes;
    private volatile int bound;

    /**
     * Where and how to listen.
     *
     * @param port 0 takes any free one
     * @param tls certificate and key; empty for plain HTTP
     * @param patience how long clients may take
     */
    record Listening(String host, int port, Optional<SemigdaSettings.Tls> tls, SlowClients.Patience patience) {}

    /** @param routes what is mounted, in this order */
    HttpServerVerticle(Listening listening, HttpGuard guard, List<Consumer<Router>> routes) {
        this.listening = listening;
        this.guard = guard;
        this.routes = List.copyOf(routes);
    }

    @Override
    public Future<?> start() {
        SlowClients slow = new SlowClients(vertx, listening.patience());
        Router router = Router.router(vertx);
        router.route().handler(HttpServerVerticle::log);
        router.route().handler(slow::watchBody);
        router.route().handler(guard);
        routes.forEach(mount -> mount.accept(router));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(listening.host())
                .setPort(listening.port())
                .setCompressionSupported(false) // event streams must leave at once
                .setUseAlpn(false) // one request at a time, so that slow clients can be told from busy ones
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) listening.patience().idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength(LONGEST_ADDRESS)
                .setMaxHeaderSize(LARGEST_HEADER);
        listening.tls().ifPresent(tls -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(tls.certificate().toString())
                        .addKeyPath(tls.key().toString())));
        return vertx.createHttpServer(options)
                .connectionHandler(slow::watchHeaders)
                .requestHandler(request -> {
                    slow.headersCame(request.connection());
                    router.handle(request);
                })
                .listen()
                .onSuccess((HttpServer server) -> bound = server.actualPort());
    }

    private static void log(RoutingContext context) {
        long start = System.nanoTime();
        context.addEndHandler(ended -> REQUESTS.info(
                "{} {} {} {} ms, {} from {}",
                context.request().method(),
                printable(String.valueOf(context.request().path())),
                context.response().getStatusCode(),
                (System.nanoTime() - start) / 1_000_000,
                Caller.of(context).name(),
                context.request().remoteAddress().hostAddress()));
        context.next();
    }

    /** One line stays one line whatever a client sends. */
    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + "...";
    }

    /** The port it listens on, once deployed. */
    int port() {
        return bound;
    }
}
