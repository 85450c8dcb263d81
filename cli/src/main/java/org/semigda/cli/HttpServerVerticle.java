package org.semigda.cli;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Consumer;

/** The one HTTP server of an orchestrator: the API's routes and the page's, on one origin, behind one guard. */
final class HttpServerVerticle extends VerticleBase {

    private static final int LARGEST_HEADER = 16 * 1024;

    private final String host;
    private final int port;
    private final HttpGuard guard;
    private final List<Consumer<Router>> routes;
    private volatile int bound;

    /**
     * @param port 0 takes any free one
     * @param routes what is mounted, in this order
     */
    HttpServerVerticle(String host, int port, HttpGuard guard, List<Consumer<Router>> routes) {
        this.host = host;
        this.port = port;
        this.guard = guard;
        this.routes = List.copyOf(routes);
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route().handler(guard);
        routes.forEach(mount -> mount.accept(router));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setCompressionSupported(false) // event streams must leave at once
                .setMaxHeaderSize(LARGEST_HEADER);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen()
                .onSuccess((HttpServer server) -> bound = server.actualPort());
    }

    /** The port it listens on, once deployed. */
    int port() {
        return bound;
    }
}
