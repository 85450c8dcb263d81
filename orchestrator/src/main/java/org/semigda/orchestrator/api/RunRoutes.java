package org.semigda.orchestrator.api;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.LogLine;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;

/** Answers requests about runs. */
final class RunRoutes {

    private static final int LOG_LINES = 5000;

    private final Vertx vertx;
    private final RunService runs;

    RunRoutes(Vertx vertx, RunService runs) {
        this.vertx = vertx;
        this.runs = runs;
    }

    /** The run the address names. */
    RunService.RunDetails find(RoutingContext request) {
        String name = request.pathParam("id");
        RunId id;
        try {
            id = new RunId(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.noRun(name);
        }
        return runs.details(id).orElseThrow(() -> Refusal.noRun(name));
    }

    void submit(RoutingContext request) {
        String type =
                Optional.ofNullable(request.request().getHeader("Content-Type")).orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem.Found(
                    new Problem(415, "not-json", "the body's Content-Type is '" + type + "'; send application/json"));
        }
        var body = request.body().buffer();
        if (body == null) {
            throw new Refusal(Refusal.Code.BAD_SPEC, "the body is empty; send a run specification");
        }
        runs.submit(SpecReader.read(body)).onFailure(request::fail).onSuccess(run -> {
            request.response().setStatusCode(201).putHeader("Location", ApiRoutes.BASE + "/runs/" + run.id());
            ApiRoutes.json(request, run.toJson());
        });
    }

    void list(RoutingContext request) {
        JsonArray all = new JsonArray();
        runs.runs().forEach(run -> all.add(run.toJson()));
        ApiRoutes.json(request, new JsonObject().put("runs", all));
    }

    void show(RoutingContext request) {
        ApiRoutes.json(request, find(request).view().toFullJson());
    }

    void command(RoutingContext request, RunCommand command) {
        runs.command(find(request).view().id(), command)
                .onFailure(request::fail)
                .onSuccess(run -> {
                    request.response().setStatusCode(202);
                    ApiRoutes.json(request, run.toJson());
                });
    }

    void metrics(RoutingContext request) {
        RunService.RunDetails run = find(request);
        String names = Optional.ofNullable(request.queryParams().get("names")).orElse("");
        Set<String> wanted =
                Arrays.stream(names.split(",")).filter(name -> !name.isBlank()).collect(Collectors.toSet());
        vertx.executeBlocking(() -> run.folder().series(wanted).toJson(), false)
                .onFailure(request::fail)
                .onSuccess(json -> ApiRoutes.json(request, json));
    }

    void logs(RoutingContext request) {
        RunService.RunDetails run = find(request);
        vertx.executeBlocking(() -> run.folder().logs(LOG_LINES), false)
                .onFailure(request::fail)
                .onSuccess(lines -> {
                    JsonArray all = new JsonArray();
                    for (LogLine line : lines) {
                        all.add(new JsonObject()
                                .put("time", line.time())
                                .put("level", line.level())
                                .put("message", line.message()));
                    }
                    ApiRoutes.json(request, new JsonObject().put("lines", all));
                });
    }

    void checkpoints(RoutingContext request) {
        JsonArray all = new JsonArray();
        find(request)
                .projection()
                .checkpoints()
                .forEach(saved -> all.add(new JsonObject()
                        .put("name", saved.name())
                        .put("stage", saved.stage())
                        .put("step", saved.step())
                        .put("scores", RunView.numbers(saved.scores()))));
        ApiRoutes.json(request, new JsonObject().put("checkpoints", all));
    }

    void samples(RoutingContext request) {
        JsonArray all = new JsonArray();
        for (RunEvent.Sample sample : find(request).projection().samples()) {
            all.add(new JsonObject()
                    .put("stage", sample.stage())
                    .put("step", sample.step())
                    .put("image", sample.image())
                    .put("file", sample.file().substring(sample.file().lastIndexOf('/') + 1))
                    .put("dice", sample.dice()));
        }
        ApiRoutes.json(request, new JsonObject().put("samples", all));
    }

    /** One picture. Only a plain file directly inside the run's {@code samples} folder is ever sent. */
    void sample(RoutingContext request) {
        String name = request.pathParam("file");
        Path folder = find(request).folder().path().resolve("samples");
        vertx.executeBlocking(() -> inside(folder, name), false)
                .compose(file -> {
                    if (file.isEmpty()) {
                        throw Problem.notFound("no-sample", "the run has no sample '" + name + "'");
                    }
                    request.response().putHeader("Content-Type", "image/png").putHeader("Cache-Control", "no-cache");
                    return request.response().sendFile(file.get().toString());
                })
                .onFailure(request::fail);
    }

    private static Optional<Path> inside(Path folder, String name) throws IOException {
        if (name.startsWith(".") || !name.endsWith(".png") || name.contains("/") || name.contains("\\")) {
            return Optional.empty();
        }
        Path file;
        try {
            file = folder.resolve(name);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path real = file.toRealPath(); // a link may lead elsewhere
        return folder.toRealPath().equals(real.getParent()) ? Optional.of(real) : Optional.empty();
    }
}
