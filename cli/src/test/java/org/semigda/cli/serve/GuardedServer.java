package org.semigda.cli.serve;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.semigda.cli.data.DataPictures;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.access.FailedAttempts;
import org.semigda.orchestrator.access.Tokens;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.api.ImagePredictor;
import org.semigda.orchestrator.datasets.DataInspector;

/** The server of {@code serve} with a token and without a page, for tests of what speaks to it. */
public final class GuardedServer {

    private GuardedServer() {}

    /** Serves an orchestrator's API on a free port of loopback, which it returns, for as long as the Vert.x lives. */
    public static int start(Vertx vertx, Orchestrator orchestrator, String token) throws Exception {
        Router routes = orchestrator.api(
                new DataPictures(),
                DataInspector.NONE,
                ImagePredictor.NONE,
                ServerNumbers.of(vertx, orchestrator)::text);
        HttpGuard guard = new HttpGuard(
                new Tokens(Optional.of(token), Optional.empty()),
                new FailedAttempts(Clock.systemUTC(), 10, Duration.ofMinutes(1)));
        HttpServerVerticle server = new HttpServerVerticle(
                new HttpServerVerticle.Listening("127.0.0.1", 0, Optional.empty(), SlowClients.Patience.USUAL),
                guard,
                List.of(router -> router.route(ApiRoutes.BASE + "/*").subRouter(routes)));
        vertx.deployVerticle(server).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        return server.port();
    }
}
