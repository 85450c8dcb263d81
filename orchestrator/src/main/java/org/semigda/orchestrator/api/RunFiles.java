package org.semigda.orchestrator.api;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.semigda.orchestrator.run.RunView;
import org.semigda.orchestrator.store.LogLine;
import org.semigda.protocol.RunEvent;

/** Answers requests for what lies in a run's folder. A file is named by what it is, never by a path. */
final class RunFiles {

    private static final int LOG_LINES = 5000;

    private final Vertx vertx;
    private final RunLookup lookup;

    RunFiles(Vertx vertx, RunLookup lookup) {
        this.vertx = vertx;
        this.lookup = lookup;
    }

    void logs(RoutingContext request) {
        int limit = (int) Parameters.number(request, "limit", LOG_LINES);
        lookup.find(request)
                .compose(run -> vertx.executeBlocking(() -> run.folder().logs(limit), false))
                .onFailure(request::fail)
                .onSuccess(lines -> {
                    JsonArray all = new JsonArray();
                    for (LogLine line : lines) {
                        all.add(new JsonObject()
                                .put("time", line.time())
                                .put("level", line.level())
                                .put("message", line.message()));
                    }
                    Answers.json(request, new JsonObject().put("lines", all));
                });
    }

    void checkpoints(RoutingContext request) {
        lookup.find(request).onFailure(request::fail).onSuccess(run -> {
            JsonArray all = new JsonArray();
            run.projection()
                    .checkpoints()
                    .forEach(saved -> all.add(new JsonObject()
                            .put("name", saved.name())
                            .put("stage", saved.stage())
                            .put("step", saved.step())
                            .put("scores", RunView.numbers(saved.scores()))));
            Answers.json(request, new JsonObject().put("checkpoints", all));
        });
    }

    void samples(RoutingContext request) {
        lookup.find(request).onFailure(request::fail).onSuccess(run -> {
            JsonArray all = new JsonArray();
            for (RunEvent.Sample sample : run.projection().samples()) {
                all.add(new JsonObject()
                        .put("stage", sample.stage())
                        .put("step", sample.step())
                        .put("image", sample.image())
                        .put("file", sample.file().substring(sample.file().lastIndexOf('/') + 1))
                        .put("dice", sample.dice()));
            }
            Answers.json(request, new JsonObject().put("samples", all));
        });
    }

    /** One picture. Only a plain file directly inside the run's {@code samples} folder is ever sent. */
    void sample(RoutingContext request) {
        String name = String.valueOf(request.pathParam("file"));
        lookup.find(request)
                .compose(run -> vertx.executeBlocking(
                        () -> inside(run.folder().path().resolve("samples"), name, Set.of(".png")), false))
                .compose(file -> {
                    if (file.isEmpty()) {
                        throw Problem.notFound(
                                "no-sample",
                                "the run has no sample '" + Parameters.cut(name) + "'; /samples lists them");
                    }
                    request.response().putHeader("Content-Type", "image/png").putHeader("Cache-Control", "no-cache");
                    return request.response().sendFile(file.get().toString());
                })
                .onFailure(request::fail);
    }

    /** One file of a checkpoint, whole or a range of it. */
    void checkpointFile(RoutingContext request) {
        String name = String.valueOf(request.pathParam("name"));
        String file = String.valueOf(request.pathParam("file"));
        lookup.find(request)
                .compose(run -> vertx.executeBlocking(() -> checkpointFile(run, name, file), false))
                .compose(found -> {
                    if (found.isEmpty()) {
                        throw Problem.notFound(
                                "no-checkpoint",
                                "the run has no file '" + Parameters.cut(file) + "' of a checkpoint '"
                                        + Parameters.cut(name) + "'; /checkpoints lists them");
                    }
                    return RangedFile.send(request, vertx, found.get());
                })
                .onFailure(request::fail);
    }

    /** The report of an ended run, a page that asks no other for anything. */
    void report(RoutingContext request) {
        lookup.find(request)
                .compose(run -> vertx.executeBlocking(
                        () -> inside(run.folder().path().resolve("report"), "report.html", Set.of(".html")), false))
                .compose(file -> {
                    if (file.isEmpty()) {
                        throw Problem.notFound(
                                "no-report", "the run has no report; it is written when the run is completed");
                    }
                    request.response()
                            .putHeader("Content-Type", "text/html; charset=utf-8")
                            .putHeader(
                                    "Content-Security-Policy",
                                    "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
                                            + " frame-ancestors 'none'")
                            .putHeader("Cache-Control", "no-cache");
                    return request.response().sendFile(file.get().toString());
                })
                .onFailure(request::fail);
    }

    private static Optional<Path> checkpointFile(RunService.RunDetails run, String name, String file)
            throws IOException {
        Path checkpoints = run.folder().path().resolve("checkpoints");
        if (!plain(name) || !Files.isDirectory(checkpoints.resolve(name))) {
            return Optional.empty();
        }
        Path folder = checkpoints.resolve(name);
        if (!folder.toRealPath().equals(checkpoints.toRealPath().resolve(name))) {
            return Optional.empty();
        }
        return inside(folder, file, Set.of(".safetensors", ".json"));
    }

    private static boolean plain(String name) {
        return name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*");
    }

    private static Optional<Path> inside(Path folder, String name, Set<String> types) throws IOException {
        boolean type = types.stream().anyMatch(name::endsWith);
        if (name.startsWith(".") || !type || name.contains("/") || name.contains("\\")) {
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
