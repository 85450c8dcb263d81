package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.protocol.RunId;

/** Finds the run that an address names. */
final class RunLookup {

    private final RunService runs;

    RunLookup(RunService runs) {
        this.runs = runs;
    }

    /** The id in the address; a text that is none names no run. */
    static RunId id(RoutingContext request) {
        String name = String.valueOf(request.pathParam("id"));
        try {
            return new RunId(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.noRun(Parameters.cut(name));
        }
    }

    /** The run; fails with a refusal when there is none. */
    Future<RunService.RunDetails> find(RoutingContext request) {
        RunId id = id(request);
        return runs.details(id).map(run -> run.orElseThrow(() -> Refusal.noRun(id.value())));
    }
}
