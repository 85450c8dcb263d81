package org.semigda.it;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.semigda.dashboard.DashboardRoutes;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.Wire;

/** The page, and one run whose events come as fast as one likes: what an hour brings, in a minute. */
final class StreamingServer implements AutoCloseable {

    private static final String BASE = "/api/v1";
    private static final int TICK_MILLIS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final int events;
    private final int perTick;
    private final Values values;
    private final AtomicInteger listeners = new AtomicInteger();

    /** What a step says. */
    interface Values {
        Map<String, Double> of(int step, Random random);
    }

    private StreamingServer(int events, int perSecond, Values values) throws Exception {
        this.events = events;
        this.values = values;
        this.perTick = Math.max(1, perSecond * TICK_MILLIS / 1000);
        Router router = Router.router(vertx);
        String run = BASE + "/runs/" + LongRun.ID;
        answer(router, run, view());
        answer(
                router,
                run + "/metrics",
                new JsonObject("{\"series\":{},\"stages\":[],\"attempts\":[],\"lastEvent\":0}"));
        answer(router, run + "/samples", new JsonObject("{\"samples\":[]}"));
        answer(router, run + "/logs", new JsonObject("{\"lines\":[]}"));
        answer(router, run + "/checkpoints", new JsonObject("{\"checkpoints\":[]}"));
        answer(router, BASE + "/nodes", new JsonObject("{\"nodes\":[]}"));
        router.get(run + "/events").handler(this::stream);
        new DashboardRoutes().addTo(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
    }

    /**
     * Starts it.
     *
     * @param events in all
     * @param perSecond how many of them come in a second
     * @param values what they say
     */
    static StreamingServer start(int events, int perSecond, Values values) throws Exception {
        return new StreamingServer(events, perSecond, values);
    }

    String runAddress() {
        return "http://127.0.0.1:" + server.actualPort() + "/#/runs/" + LongRun.ID;
    }

    private static void answer(Router router, String path, JsonObject answer) {
        router.get(path).handler(request -> request.json(answer));
    }

    private static JsonObject view() {
        return new JsonObject()
                .put("id", LongRun.ID.value())
                .put("name", "an hour")
                .put("state", "RUNNING")
                .put("attempt", 1)
                .put("preset", "small")
                .put("data", "/data/long")
                .put("labelled", "10%")
                .put("created", 1)
                .put("lastEvent", 0)
                .put("settings", new JsonObject())
                .put("spec", new JsonObject().put("preset", "small").put("settings", new JsonObject()))
                .put("more", new JsonArray());
    }

    private void stream(RoutingContext request) {
        HttpServerResponse response =
                request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.write("retry: 1000\n\n");
        Random random = new Random(1);
        int[] sent = {Integer.parseInt(request.request().getParam("after", "0"))};
        long timer = vertx.setPeriodic(TICK_MILLIS, tick -> {
            for (int i = 0; i < perTick && sent[0] < events && !response.writeQueueFull(); i++) {
                int step = ++sent[0];
                RunEvent event =
                        new RunEvent(LongRun.ID, 1, step, step, new RunEvent.Metrics(2, step, values.of(step, random)));
                response.write("id: " + step + "\nevent: metrics\ndata: " + Wire.write(event) + "\n\n");
            }
        });
        listeners.incrementAndGet();
        response.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            listeners.decrementAndGet();
        });
    }

    /** How many follow the stream now. */
    int listeners() {
        return listeners.get();
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
