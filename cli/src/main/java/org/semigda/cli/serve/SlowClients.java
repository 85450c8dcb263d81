package org.semigda.cli.serve;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends connections whose client takes too long to say what it wants: one that sends a byte now and then is never idle, but
 * holds a connection for ever. Belongs to the context of one server.
 */
final class SlowClients {

    /**
     * How long a client may take.
     *
     * @param headers from one request, or from the connection, to the end of the next request's headers
     * @param body for a body, uploads aside
     * @param idle without a byte in either direction
     */
    record Patience(Duration headers, Duration body, Duration idle) {

        /** Event streams beat every 10 s and so are never idle. */
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(75), Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    private final Vertx vertx;
    private final Patience patience;
    private final Map<HttpConnection, Long> waiting = new HashMap<>();

    SlowClients(Vertx vertx, Patience patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /** A connection is there: its first request must come in time. */
    void watchHeaders(HttpConnection connection) {
        connection.closeHandler(closed -> headersCame(connection));
        startWaiting(connection);
    }

    private void startWaiting(HttpConnection connection) {
        headersCame(connection);
        long timer = vertx.setTimer(patience.headers().toMillis(), late -> {
            waiting.remove(connection);
            connection.close();
        });
        waiting.put(connection, timer);
    }

    /** The headers of a request are complete. */
    void headersCame(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** A request is there: its body must come in time, and after its answer the next request. */
    void watchBody(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        boolean upload = context.request().method().name().equals("PUT"); // large, and counted where it is taken
        if (!upload && !context.request().isEnded()) {
            long timer = vertx.setTimer(patience.body().toMillis(), late -> {
                if (!context.request().isEnded()) {
                    connection.close();
                }
            });
            context.addEndHandler(ended -> vertx.cancelTimer(timer));
        }
        context.addEndHandler(ended -> {
            if (ended.succeeded()) {
                startWaiting(connection);
            }
        });
        context.next();
    }
}
