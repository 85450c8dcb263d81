package org.semigda.orchestrator;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.protocol.RunId;

/** Every run there is. */
final class RunRegistry {

    private final Map<RunId, Run> runs = new ConcurrentHashMap<>();

    void add(Run run) {
        runs.put(run.id(), run);
    }

    void remove(RunId id) {
        runs.remove(id);
    }

    Optional<Run> find(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    Run get(RunId id) {
        return find(id).orElseThrow(() -> Refusal.noRun(id.value()));
    }

    /** Newest first. */
    List<Run> all() {
        Comparator<Run> byTime = Comparator.comparingLong(run -> run.record().created());
        return runs.values().stream()
                .sorted(byTime.thenComparing(Run::id).reversed())
                .toList();
    }
}
