package org.semigda.orchestrator.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.semigda.orchestrator.queue.Node;

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
            JsonArray busy = new JsonArray();
            node.runs().forEach(run -> busy.add(run.value()));
            all.add(new JsonObject()
                    .put("node", node.name())
                    .put("host", node.host())
                    .put("devices", new JsonArray(node.devices()))
                    .put("runs", busy)
                    .put("lastSeen", node.lastSeen())
                    .put("state", node.state().name()));
        }
        Answers.json(request, new JsonObject().put("nodes", all));
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
