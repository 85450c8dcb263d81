package org.semigda.orchestrator.api;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.semigda.orchestrator.queue.Node;

/** The table of the API's routes. */
public final class ApiRoutes {

    /** Where the router is to be mounted. */
    public static final String BASE = "/api/v1";

    private static final long BODY_LIMIT = 1 << 20;

    private final Router router;
    private final Map<String, TreeSet<String>> methods = new LinkedHashMap<>();

    private ApiRoutes(Router router) {
        this.router = router;
    }

    /** A router with paths relative to {@link #BASE}. */
    public static Router create(Vertx vertx, RunService service, Duration heartbeat) {
        RunRoutes runs = new RunRoutes(vertx, service);
        EventStreams streams = new EventStreams(vertx, service, heartbeat);
        JsonObject settings = SettingsSchema.settings();
        JsonObject presets = SettingsSchema.presets();

        ApiRoutes api = new ApiRoutes(Router.router(vertx));
        api.router.route().failureHandler(Problem::answer);
        api.router.post().handler(ApiRoutes::refuseOtherSites);
        api.router.post().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT));
        api.post("/runs", runs::submit);
        api.get("/runs", runs::list);
        api.get("/runs/:id", runs::show);
        for (RunCommand command : RunCommand.values()) {
            api.post("/runs/:id/" + command.word(), request -> runs.command(request, command));
        }
        api.get("/runs/:id/metrics", runs::metrics);
        api.get("/runs/:id/events", request -> streams.run(request, runs.find(request)));
        api.get("/runs/:id/samples", runs::samples);
        api.get("/runs/:id/samples/:file", runs::sample);
        api.get("/runs/:id/logs", runs::logs);
        api.get("/runs/:id/checkpoints", runs::checkpoints);
        api.get("/events", streams::all);
        api.get("/settings", request -> json(request, settings));
        api.get("/presets", request -> json(request, presets));
        api.get("/nodes", request -> json(request, nodes(service)));
        api.get("/health/live", request -> json(request, new JsonObject().put("status", "UP")));
        api.get("/health/ready", request -> json(request, new JsonObject().put("status", "UP")));
        api.refuseTheRest();
        return api.router;
    }

    private void get(String path, Handler<RoutingContext> handler) {
        route(HttpMethod.GET, path, handler);
    }

    private void post(String path, Handler<RoutingContext> handler) {
        route(HttpMethod.POST, path, handler);
    }

    private void route(HttpMethod method, String path, Handler<RoutingContext> handler) {
        methods.computeIfAbsent(path, p -> new TreeSet<>()).add(method.name());
        router.route(method, path).handler(handler);
    }

    private void refuseTheRest() {
        methods.forEach((path, allowed) -> router.route(path).handler(request -> {
            String list = String.join(", ", allowed);
            request.response().putHeader("Allow", list);
            String method = request.request().method().name();
            new Problem(405, "bad-method", method + " means nothing here; allowed: " + list).send(request.response());
        }));
        router.route().handler(request -> {
            String path = request.request().path();
            new Problem(404, "no-page", "there is nothing at " + path).send(request.response());
        });
    }

    /** A page of another site may send simple POSTs through a visitor's browser; the browser then names that site. */
    private static void refuseOtherSites(RoutingContext request) {
        String origin = request.request().getHeader("Origin");
        String host = request.request().getHeader("Host");
        if (origin != null && !origin.endsWith("://" + host)) {
            throw new Problem.Found(
                    new Problem(403, "other-site", "a page of " + origin + " may not change anything here"));
        }
        request.next();
    }

    private static JsonObject nodes(RunService service) {
        JsonArray all = new JsonArray();
        for (Node node : service.nodes()) {
            JsonArray runs = new JsonArray();
            node.runs().forEach(run -> runs.add(run.value()));
            all.add(new JsonObject()
                    .put("node", node.name())
                    .put("host", node.host())
                    .put("devices", new JsonArray(node.devices()))
                    .put("runs", runs)
                    .put("lastSeen", node.lastSeen())
                    .put("state", node.state().name()));
        }
        return new JsonObject().put("nodes", all);
    }

    static void json(RoutingContext request, JsonObject body) {
        json(request, body.encode());
    }

    static void json(RoutingContext request, String body) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }
}
