package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import java.util.List;
import org.semigda.orchestrator.access.Caller;
import org.semigda.orchestrator.experiment.ExperimentView;
import org.semigda.protocol.ExperimentSpec;

/** What the HTTP API needs to know of experiments. May be called from any thread. */
public interface ExperimentService {

    /**
     * Accepts an experiment, or takes up the same one again: what finished is kept, what failed or was stopped goes on, what is
     * missing is made. Fails with a {@link org.semigda.orchestrator.run.Refusal} when it cannot be run as asked.
     */
    Future<ExperimentView> submit(ExperimentSpec spec, Caller caller);

    /** One experiment; fails with a {@link org.semigda.orchestrator.run.Refusal} when there is none with this id. */
    Future<ExperimentView> view(String id);

    /** Every experiment, newest first. */
    Future<List<ExperimentView>> views();
}
