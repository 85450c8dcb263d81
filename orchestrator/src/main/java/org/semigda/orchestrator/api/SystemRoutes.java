package org.semigda.orchestrator.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.semigda.orchestrator.queue.Node;
import org.semigda.protocol.NodeMessage.DeviceLoad;
import org.semigda.protocol.NodeMessage.Work;

/** Answers requests about the system itself. */
final class SystemRoutes {

    private final RunService runs;
    private final Contract contract;
    private final Supplier<String> numbers;
    private final String settings = SettingsSchema.settings().encode();
    private final String presets = SettingsSchema.presets().encode();
    private final String page;

    /** @param numbers the server's numbers in Prometheus' text form; blocks for no longer than memory takes */
    SystemRoutes(RunService runs, Contract contract, Supplier<String> numbers) {
        this.runs = runs;
        this.contract = contract;
        this.numbers = numbers;
        this.page = DocsPage.of(contract.json());
    }

    void nodes(RoutingContext request) {
        JsonArray all = new JsonArray();
        for (Node node : runs.nodes()) {
            all.add(json(node));
        }
        Answers.json(request, new JsonObject().put("nodes", all));
    }

    private static JsonObject json(Node node) {
        JsonArray runs = new JsonArray();
        node.runs().forEach(run -> runs.add(run.value()));
        JsonArray work = new JsonArray();
        for (Work one : node.work()) {
            work.add(new JsonObject()
                    .put("run", one.run().value())
                    .put("attempt", one.attempt())
                    .put("rank", one.rank())
                    .put("device", one.device())
                    .put("step", one.step())
                    .put("idleSeconds", one.idleMillis() / 1000.0)
                    .put("stepMillis", one.stepMillis()));
        }
        JsonArray load = new JsonArray();
        for (DeviceLoad device : node.load().devices()) {
            load.add(new JsonObject()
                    .put("device", device.device())
                    .put("utilization", device.utilization())
                    .put("memoryUsed", device.memoryUsed())
                    .put("memoryTotal", device.memoryTotal()));
        }
        return new JsonObject()
                .put("node", node.name())
                .put("host", node.host())
                .put("devices", new JsonArray(node.devices()))
                .put("labels", new JsonArray(node.labels()))
                .put("release", node.said().release())
                .put("runs", runs)
                .put("work", work)
                .put("residentBytes", node.load().resident())
                .put("load", load)
                .put("lastSeen", node.lastSeen())
                .put("state", node.state().name())
                .put("why", node.why());
    }

    void settings(RoutingContext request) {
        Answers.tagged(request, "application/json", settings);
    }

    void presets(RoutingContext request) {
        Answers.tagged(request, "application/json", presets);
    }

    void live(RoutingContext request) {
        Answers.json(request, new JsonObject().put("status", "UP"));
    }

    /** Ready is who can read the store. */
    void ready(RoutingContext request) {
        runs.countByState().onSuccess(counts -> live(request)).onFailure(error -> new Problem(
                        503, "not-ready", "the store cannot be used; the server's log says why")
                .send(request.response()));
    }

    void scrape(RoutingContext request) {
        request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(numbers.get());
    }

    void contract(RoutingContext request) {
        Answers.tagged(request, "application/yaml", contract.yaml());
    }

    void docs(RoutingContext request) {
        request.response().putHeader("Content-Security-Policy", DocsPage.POLICY);
        Answers.tagged(request, "text/html; charset=utf-8", page);
    }
}
