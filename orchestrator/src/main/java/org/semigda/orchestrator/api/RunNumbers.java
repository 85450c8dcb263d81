package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.semigda.orchestrator.store.MetricQuery;
import org.semigda.orchestrator.store.RunExports;

/** Answers requests for the numbers of a run: curves to draw, or all of them in the forms of other programs. */
final class RunNumbers {

    private final Vertx vertx;
    private final RunLookup lookup;

    RunNumbers(Vertx vertx, RunLookup lookup) {
        this.vertx = vertx;
        this.lookup = lookup;
    }

    void metrics(RoutingContext request) {
        String format = Parameters.query(request, "format").orElse("json");
        MetricQuery query = query(request);
        lookup.find(request)
                .compose(run -> switch (format) {
                    case "csv" ->
                        export(
                                request,
                                run,
                                "csv",
                                "text/csv; charset=utf-8",
                                file -> RunExports.csv(run.folder(), query, file));
                    case "jsonl" ->
                        export(
                                request,
                                run,
                                "jsonl",
                                "application/x-ndjson",
                                file -> RunExports.jsonLines(run.folder(), query, file));
                    default ->
                        vertx.executeBlocking(
                                        () -> Answers.packable(
                                                request, run.folder().curves(query)),
                                        false)
                                .onSuccess(answer -> answer.send(request))
                                .mapEmpty();
                })
                .onFailure(request::fail);
    }

    void tensorboard(RoutingContext request) {
        lookup.find(request)
                .compose(run -> export(
                        request,
                        run,
                        RunExports.fileName(),
                        "application/octet-stream",
                        file -> RunExports.tensorboard(run.folder(), file)))
                .onFailure(request::fail);
    }

    private static MetricQuery query(RoutingContext request) {
        String names = Parameters.query(request, "names").orElse("");
        Set<String> wanted =
                Arrays.stream(names.split(",")).filter(name -> !name.isBlank()).collect(Collectors.toSet());
        return new MetricQuery(
                wanted, Parameters.number(request, "from", 0), Parameters.number(request, "to", Long.MAX_VALUE), (int)
                        Parameters.number(request, "maxPoints", Integer.MAX_VALUE));
    }

    private interface Writing {
        void write(Path file) throws IOException;
    }

    /** By way of a file, so that a run of any length takes no memory and a slow client takes none either. */
    private Future<Void> export(
            RoutingContext request, RunService.RunDetails run, String name, String type, Writing writing) {
        return vertx.executeBlocking(
                        () -> {
                            Path file = Files.createTempFile("semigda-export", ".tmp");
                            try {
                                writing.write(file);
                            } catch (IOException | RuntimeException e) {
                                Files.deleteIfExists(file);
                                throw e;
                            }
                            return file;
                        },
                        false)
                .compose(file -> {
                    String full = run.view().id() + (name.contains(".") ? "-" : "-metrics.") + name;
                    request.response()
                            .putHeader("Content-Type", type)
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("Content-Disposition", "attachment; filename=\"" + full + "\"");
                    return request.response()
                            .sendFile(file.toString())
                            .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(file), false));
                });
    }
}
