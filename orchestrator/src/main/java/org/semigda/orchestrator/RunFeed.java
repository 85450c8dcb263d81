package org.semigda.orchestrator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.semigda.orchestrator.api.RunListener;
import org.semigda.orchestrator.run.RunView;
import org.semigda.protocol.StoredEvent;

/** Tells everybody in this process what happens to runs, in order, on the orchestrator's context. */
final class RunFeed implements RunListener {

    private final List<RunListener> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener; running the answer takes it away again. */
    Runnable add(RunListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void stored(StoredEvent event) {
        listeners.forEach(listener -> listener.stored(event));
    }

    @Override
    public void changed(RunView run) {
        listeners.forEach(listener -> listener.changed(run));
    }
}
