package org.semigda.orchestrator.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.semigda.conf.Nearest;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.index.RunQuery;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Wire;

/** Answers requests that make, list, steer and delete runs. */
final class RunRoutes {

    private static final int PAGE = 100;
    private static final String NEWEST_FIRST = "-created";

    private final RunService runs;
    private final RunLookup lookup;

    RunRoutes(RunService runs, RunLookup lookup) {
        this.runs = runs;
        this.lookup = lookup;
    }

    void submit(RoutingContext request) {
        JsonObject document = SpecReader.object(request);
        Optional<String> key = Parameters.header(request, "Idempotency-Key");
        submit(request, SpecReader.read(document), document, key);
    }

    /** The specification of another run, with what the body changes. */
    void copy(RoutingContext request) {
        JsonObject changes = SpecReader.hasBody(request) ? SpecReader.object(request) : new JsonObject();
        lookup.find(request).onFailure(request::fail).onSuccess(run -> {
            try {
                JsonObject document = SpecReader.changed(run.view().record().spec(), changes);
                submit(request, SpecReader.read(document), document, Optional.empty());
            } catch (RuntimeException e) {
                request.fail(e);
            }
        });
    }

    private void submit(RoutingContext request, RunSpec spec, JsonObject document, Optional<String> key) {
        var submission = new RunService.Submission(spec, document.encodePrettily(), key, Caller.of(request));
        runs.submit(submission).onFailure(request::fail).onSuccess(made -> {
            if (made.repeated()) {
                request.response().putHeader("Idempotency-Replayed", "true");
            }
            request.response()
                    .setStatusCode(201)
                    .putHeader(
                            "Location", ApiRoutes.BASE + "/runs/" + made.run().id());
            Answers.json(request, made.run().toJson());
        });
    }

    /** What a run would take, without making it. */
    void estimate(RoutingContext request) {
        RunSpec spec = SpecReader.read(SpecReader.object(request));
        runs.estimate(spec, Caller.of(request)).onFailure(request::fail).onSuccess(found -> {
            JsonObject body = new JsonObject(Wire.write(found)).put("seconds", found.seconds());
            Answers.json(request, body);
        });
    }

    void list(RoutingContext request) {
        String order = Parameters.query(request, "order").orElse(NEWEST_FIRST);
        runs.list(query(request, order)).onFailure(request::fail).onSuccess(page -> {
            JsonObject body = new JsonObject().put("runs", new JsonArray(page.runs()));
            page.next().ifPresent(place -> body.put("next", Cursor.write(order, place)));
            Answers.json(request, body);
        });
    }

    private static RunQuery query(RoutingContext request, String word) {
        boolean descending = word.startsWith("-");
        RunQuery.Order order = RunQuery.Order.valueOf((descending ? word.substring(1) : word).toUpperCase(Locale.ROOT));
        return new RunQuery(
                Parameters.query(request, "state").map(RunRoutes::states).orElse(Set.of()),
                text(request, "q"),
                text(request, "preset"),
                text(request, "data"),
                order,
                descending,
                Parameters.query(request, "cursor").map(cursor -> Cursor.read(cursor, order, word)),
                (int) Parameters.number(request, "limit", PAGE));
    }

    /** No database takes a text with a zero in it, and no run has one. */
    private static Optional<String> text(RoutingContext request, String name) {
        return Parameters.query(request, name).map(text -> text.replace('\0', '\uFFFD'));
    }

    private static Set<RunState> states(String words) {
        Set<RunState> states = new TreeSet<>();
        for (String word : words.split(",")) {
            states.add(Arrays.stream(RunState.values())
                    .filter(state -> state.name().equals(word))
                    .findFirst()
                    .orElseThrow(() -> noState(word)));
        }
        return states;
    }

    private static Problem.Found noState(String word) {
        var words = Arrays.stream(RunState.values()).map(RunState::name).collect(Collectors.toList());
        return Problem.badRequest(
                "bad-parameter",
                "there is no state '" + word + "'; did you mean " + Nearest.of(word, words) + "? All: " + words);
    }

    void show(RoutingContext request) {
        lookup.find(request)
                .onFailure(request::fail)
                .onSuccess(run -> Answers.tagged(
                        request, "application/json", run.view().toFullJson().encode()));
    }

    void command(RoutingContext request, RunCommand command) {
        lookup.find(request)
                .compose(run -> runs.command(run.view().id(), command))
                .onFailure(request::fail)
                .onSuccess(run -> {
                    request.response().setStatusCode(202);
                    Answers.json(request, run.toJson());
                });
    }

    void delete(RoutingContext request) {
        lookup.find(request)
                .compose(run -> runs.delete(run.view().id()))
                .onFailure(request::fail)
                .onSuccess(gone -> request.response().setStatusCode(204).end());
    }
}
