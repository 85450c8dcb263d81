package org.semigda.orchestrator;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.protocol.NodeMessage.Work;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;

/**
 * What becomes of runs that were under way when the orchestrator ended. Workers that ended with it start anew from the newest
 * checkpoint. Workers that did not have kept training and come back by themselves: for them it waits, and takes their runs
 * over where they are.
 */
final class Recovery {

    private final RunQueue queue;
    private final LifeCycle lives;
    private final Clock clock;
    private final long patienceMillis;
    /** Until when workers of these runs may come back. */
    private final Map<RunId, Long> awaited = new HashMap<>();

    Recovery(RunQueue queue, LifeCycle lives, Clock clock, Duration patience) {
        this.queue = queue;
        this.lives = lives;
        this.clock = clock;
        this.patienceMillis = patience.toMillis();
    }

    /** A run as the last orchestrator left it. */
    Future<Void> recover(Run run) {
        RunState state = run.state();
        if (state == RunState.QUEUED) {
            lives.join(run);
            return Future.succeededFuture();
        }
        if (state.ended()) {
            return Future.succeededFuture();
        }
        if (run.record().lasting() > 0) {
            awaited.put(run.id(), clock.millis() + patienceMillis);
            lives.log(run, "info", "the orchestrator was restarted and waits for the worker to come back");
            return Future.succeededFuture();
        }
        return giveUp(run, "the orchestrator was restarted");
    }

    private Future<Void> giveUp(Run run, String why) {
        return run.state() == RunState.STOPPING
                ? lives.finish(run, RunState.STOPPED, Optional.empty())
                : lives.again(run, why);
    }

    /** Whether the worker a node speaks of is one that was waited for; it is taken over then. */
    boolean adopt(String node, Run run, Work work) {
        if (!awaited.containsKey(run.id()) || work.attempt() != run.attempt()) {
            return false;
        }
        Placement placement = queue.adopt(run.id(), work.rank(), node, work.device(), clock.millis());
        if (missing(run, placement).isEmpty()) {
            awaited.remove(run.id());
            lives.log(
                    run,
                    "info",
                    "attempt " + run.attempt() + " went on without the orchestrator and is at step " + work.step());
            lives.remind(run);
        }
        return true;
    }

    private static List<Integer> missing(Run run, Placement placement) {
        return IntStream.range(0, run.record().lasting())
                .filter(rank -> placement.members().stream().noneMatch(member -> member.rank() == rank))
                .boxed()
                .toList();
    }

    /** Gives up on workers that did not come back in time. */
    void check(RunRegistry runs) {
        long now = clock.millis();
        List<RunId> late = awaited.entrySet().stream()
                .filter(entry -> entry.getValue() < now)
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
        for (RunId id : late) {
            awaited.remove(id);
            runs.find(id).filter(run -> !run.state().ended()).ifPresent(run -> {
                queue.remove(id);
                giveUp(run, "the orchestrator was restarted and its worker did not come back");
            });
        }
    }
}
