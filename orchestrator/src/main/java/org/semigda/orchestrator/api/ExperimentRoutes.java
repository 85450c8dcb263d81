package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.semigda.conf.Studies;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.experiment.ExperimentPlot;
import org.semigda.orchestrator.experiment.ExperimentView;
import org.semigda.orchestrator.experiment.TableText;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.protocol.ExperimentSpec;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;

/** Answers requests about experiments. */
final class ExperimentRoutes {

    private final ExperimentService experiments;

    ExperimentRoutes(ExperimentService experiments) {
        this.experiments = experiments;
    }

    void submit(RoutingContext request) {
        ExperimentSpec spec = read(SpecReader.object(request));
        experiments.submit(spec, Caller.of(request)).onFailure(request::fail).onSuccess(made -> {
            String id = made.record().id();
            request.response().setStatusCode(201).putHeader("Location", ApiRoutes.BASE + "/experiments/" + id);
            Answers.json(request, made.toFullJson());
        });
    }

    /** Throws a {@link Refusal} that names the field at fault. */
    static ExperimentSpec read(JsonObject document) {
        try {
            return Wire.read(document.encode(), ExperimentSpec.class);
        } catch (WireException e) {
            throw new Refusal(Refusal.Code.BAD_SPEC, Parameters.cut(reason(e), 400));
        }
    }

    /** The words of the specification's own check, without those of the JSON library around them. */
    private static String reason(WireException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IllegalArgumentException
                ? String.valueOf(cause.getMessage())
                : "the body is no experiment";
    }

    void list(RoutingContext request) {
        experiments.views().onFailure(request::fail).onSuccess(all -> {
            JsonArray shown = new JsonArray();
            all.forEach(experiment -> shown.add(experiment.toJson()));
            Answers.json(request, new JsonObject().put("experiments", shown));
        });
    }

    void show(RoutingContext request) {
        view(request).onFailure(request::fail).onSuccess(experiment -> Answers.json(request, experiment.toFullJson()));
    }

    void table(RoutingContext request) {
        boolean csv = Parameters.query(request, "format").orElse("csv").equals("csv");
        view(request).onFailure(request::fail).onSuccess(experiment -> request.response()
                .putHeader("Content-Type", csv ? "text/csv; charset=utf-8" : "text/markdown; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(csv ? TableText.csv(experiment.table()) : TableText.markdown(experiment.table())));
    }

    void plot(RoutingContext request) {
        view(request).onFailure(request::fail).onSuccess(experiment -> request.response()
                .putHeader("Content-Type", "image/svg+xml")
                .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .putHeader("Cache-Control", "no-store")
                .end(ExperimentPlot.svg(experiment.record().spec(), experiment.table())));
    }

    private Future<ExperimentView> view(RoutingContext request) {
        return experiments.view(request.pathParam("id"));
    }

    void studies(RoutingContext request) {
        JsonArray all = new JsonArray();
        Studies.NAMES.forEach(name -> all.add(new JsonObject(Studies.get(name))));
        Answers.json(request, new JsonObject().put("studies", all));
    }
}
