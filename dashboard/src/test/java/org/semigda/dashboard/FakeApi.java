package org.semigda.dashboard;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.conf.Setting;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;

/** The HTTP API as the page sees it, without a server behind it: runs that pretend, at any speed. */
final class FakeApi {

    private static final String BASE = "/api/v1";
    private static final Map<String, String> NEXT =
            Map.of("stop", "STOPPED", "pause", "PAUSED", "continue", "RUNNING", "resume", "RUNNING");

    final Map<String, FakeRun> runs = new TreeMap<>();
    private final Vertx vertx;
    private final List<Consumer<JsonObject>> followers = new ArrayList<>();

    FakeApi(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts the page on the fake API: arguments are the port and milliseconds of a step; {@code empty} for no runs. */
    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        FakeApi api = new FakeApi(vertx);
        if (args.length < 3) {
            api.populate(System.currentTimeMillis());
        }
        api.tick(Integer.parseInt(args[1]));
        Router router = Router.router(vertx);
        api.addTo(router);
        new DashboardRoutes().addTo(router);
        vertx.createHttpServer()
                .requestHandler(router)
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .await();
    }

    /** One run of each kind worth looking at. */
    void populate(long now) {
        add(
                "20261123-101500-done",
                "Kvasir, 10 % labelled",
                "paper",
                "/data/Kvasir-SEG",
                now - 86_400_000,
                660,
                "COMPLETED");
        FakeRun failed =
                add("20261123-121500-fail", "BUSI first try", "small", "/data/BUSI", now - 7_200_000, 330, "FAILED");
        failed.view.put(
                "failure",
                new JsonObject()
                        .put("code", "bad-input")
                        .put(
                                "message",
                                "Stage 1, step 30: the loss term sup_p is not finite. Lower stage1.lr.encoder (now 0.01) or set gradient.clip to 1.")
                        .put("cause", "NumericFailure: sup_p = NaN"));
        failed.log("error", "Stage 1, step 30: the loss term sup_p is not finite");
        add(
                "20261123-131500-stop",
                "Supervised baseline",
                "small",
                "/data/Kvasir-SEG",
                now - 3_600_000,
                400,
                "STOPPED");
        add("20261123-141500-live", "Phantoms", "demo", "/home/ada/semigda/phantoms", now - 150_000, 520, "RUNNING");
        add(
                "20261123-141600-wait",
                "Phantoms, 5 % labelled",
                "demo",
                "/home/ada/semigda/phantoms",
                now - 90_000,
                0,
                "QUEUED");
    }

    FakeRun add(String id, String name, String preset, String data, long created, int steps, String state) {
        JsonObject settings = new JsonObject().put("data.labelled", "10%").put("seed", "7");
        if (name.startsWith("Supervised")) {
            settings.put("method", "supervised");
        }
        JsonObject spec = new JsonObject()
                .put("apiVersion", "semigda/v1")
                .put("name", name)
                .put("data", data)
                .put("preset", preset)
                .put("settings", settings);
        FakeRun run = new FakeRun(id, spec, created);
        for (int i = 0; i < steps; i++) {
            run.advance();
        }
        run.state(state);
        runs.put(id, run);
        return run;
    }

    void tick(int millis) {
        vertx.setPeriodic(millis, t -> List.copyOf(runs.values()).forEach(FakeRun::advance));
    }

    void addTo(Router router) {
        router.post().handler(BodyHandler.create(false));
        router.get(BASE + "/runs").handler(c -> c.json(new JsonObject().put("runs", views())));
        router.post(BASE + "/runs").handler(this::submit);
        router.get(BASE + "/runs/:id").handler(c -> with(c, run -> c.json(full(run))));
        router.get(BASE + "/runs/:id/metrics")
                .handler(c -> with(
                        c,
                        run -> c.json(new JsonObject()
                                .put("series", new JsonObject(Map.copyOf(run.series)))
                                .put("stages", run.stages)
                                .put("lastEvent", run.events.size()))));
        router.get(BASE + "/runs/:id/samples")
                .handler(c -> with(c, run -> c.json(new JsonObject().put("samples", run.samples))));
        router.get(BASE + "/runs/:id/samples/:file").handler(this::picture);
        router.get(BASE + "/runs/:id/logs")
                .handler(c -> with(c, run -> c.json(new JsonObject().put("lines", run.logs))));
        router.get(BASE + "/runs/:id/checkpoints")
                .handler(c -> with(c, run -> c.json(new JsonObject().put("checkpoints", run.checkpoints))));
        router.get(BASE + "/runs/:id/events").handler(c -> with(c, run -> stream(c, run)));
        router.get(BASE + "/events").handler(this::streamAll);
        router.post(BASE + "/runs/:id/:action").handler(c -> with(c, run -> act(c, run)));
        router.get(BASE + "/datasets").handler(c -> c.json(new JsonObject().put("datasets", new JsonArray())));
        router.get(BASE + "/presets").handler(c -> c.json(new JsonObject().put("presets", presets())));
        router.get(BASE + "/settings").handler(c -> c.json(new JsonObject().put("settings", settings())));
        router.get(BASE + "/nodes")
                .handler(c -> c.json(new JsonObject()
                        .put(
                                "nodes",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("node", "n1")
                                                .put("host", "ada-laptop")
                                                .put("devices", new JsonArray().add("cpu"))
                                                .put("runs", new JsonArray())
                                                .put("lastSeen", System.currentTimeMillis())
                                                .put("state", "ALIVE")))));
    }

    private JsonArray views() {
        return new JsonArray(runs.values().stream()
                .sorted(Comparator.comparing((FakeRun r) -> r.view.getLong("created"))
                        .reversed())
                .map(r -> r.view)
                .toList());
    }

    private void submit(RoutingContext c) {
        JsonObject spec = c.body().asJsonObject();
        try {
            resolve(spec);
        } catch (UserError e) {
            problem(c, 400, "bad-input", String.valueOf(e.getMessage()));
            return;
        }
        String id = "20261123-15000" + runs.size() + "-newr";
        FakeRun run = new FakeRun(id, spec, System.currentTimeMillis());
        runs.put(id, run);
        c.response().setStatusCode(201).putHeader("Location", BASE + "/runs/" + id);
        c.json(run.view);
    }

    private void act(RoutingContext c, FakeRun run) {
        String action = c.pathParam("action");
        if (action.equals("checkpoint")) {
            run.save("last", 2);
        } else if (run.state().equals("COMPLETED")) {
            problem(c, 409, "conflict", "The run is completed; it cannot " + action + ".");
            return;
        } else {
            run.state(NEXT.getOrDefault(action, "FAILED"));
            List.copyOf(followers).forEach(f -> f.accept(run.view));
        }
        c.response().setStatusCode(202);
        c.json(run.view);
    }

    private void picture(RoutingContext c) {
        String[] parts = c.pathParam("file").split("-", 3);
        c.response()
                .putHeader("Content-Type", "image/png")
                .end(Buffer.buffer(FakePicture.png(Integer.parseInt(parts[1]), parts[2].hashCode())));
    }

    private void stream(RoutingContext c, FakeRun run) {
        HttpServerResponse response = open(c);
        int after = Integer.parseInt(c.request().getParam("after", "0"));
        run.events.stream().skip(after).forEach(e -> send(response, e));
        Consumer<JsonObject> listener = e -> send(response, e);
        run.listen(listener);
        Consumer<JsonObject> changes = v -> sendRun(response, v);
        followers.add(changes);
        response.closeHandler(v -> {
            run.forget(listener);
            followers.remove(changes);
        });
    }

    private void streamAll(RoutingContext c) {
        HttpServerResponse response = open(c);
        Consumer<JsonObject> changes = v -> sendRun(response, v);
        followers.add(changes);
        response.closeHandler(v -> followers.remove(changes));
    }

    private HttpServerResponse open(RoutingContext c) {
        HttpServerResponse response = c.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.write("retry: 1000\n\n");
        return response;
    }

    private static void send(HttpServerResponse response, JsonObject stored) {
        response.write("id: " + stored.getInteger("id") + "\nevent: " + stored.getString("type") + "\ndata: "
                + stored.getJsonObject("event").encode() + "\n\n");
    }

    private static void sendRun(HttpServerResponse response, JsonObject view) {
        response.write("event: run\ndata: " + view.encode() + "\n\n");
    }

    private void with(RoutingContext c, Consumer<FakeRun> use) {
        FakeRun run = runs.get(c.pathParam("id"));
        if (run == null) {
            problem(c, 404, "unknown-run", "There is no run '" + c.pathParam("id") + "'.");
        } else {
            use.accept(run);
        }
    }

    private static void problem(RoutingContext c, int status, String code, String detail) {
        c.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject()
                        .put("title", "No")
                        .put("status", status)
                        .put("code", code)
                        .put("detail", detail)
                        .encode());
    }

    private static JsonObject full(FakeRun run) {
        return run.view
                .copy()
                .put("spec", run.spec)
                .put("settings", new JsonObject(Map.copyOf(resolve(run.spec).toMap())));
    }

    private static Settings resolve(JsonObject spec) {
        Map<String, String> changes = new TreeMap<>();
        spec.getJsonObject("settings").forEach(e -> changes.put(e.getKey(), String.valueOf(e.getValue())));
        return Presets.get(spec.getString("preset")).with(changes);
    }

    private static JsonArray presets() {
        JsonArray all = new JsonArray();
        for (String name : List.of("demo", "small", "paper", "release")) {
            all.add(new JsonObject()
                    .put("name", name)
                    .put(
                            "settings",
                            new JsonObject(new TreeMap<>(Presets.get(name).toMap()))));
        }
        return all;
    }

    private static JsonArray settings() {
        Map<String, String> fallback = Settings.defaults().toMap();
        JsonArray all = new JsonArray();
        for (Setting<?> s : Keys.ALL) {
            all.add(new JsonObject()
                    .put("key", s.key())
                    .put("group", s.group())
                    .put("kind", s.kind().name().toLowerCase(Locale.ROOT))
                    .put("fallback", fallback.get(s.key()))
                    .put("unit", s.unit())
                    .put("allowed", s.allowed())
                    .put("choices", new JsonArray(s.choices()))
                    .put("help", s.help()));
        }
        return all;
    }
}
