package org.semigda.orchestrator.api;

import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.StoredEvent;

/** Hears what happens to runs. Called on the orchestrator's context; must return at once. */
public interface RunListener {

    /** An event is in the store; the events of a run come in the order of their ids. */
    default void stored(StoredEvent event) {}

    /** The orchestrator changed a run's state, or there is news about its progress. */
    default void changed(RunView run) {}
}
