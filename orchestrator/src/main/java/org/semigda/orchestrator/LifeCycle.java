package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.RunQueue;
import org.semigda.orchestrator.run.Refusal;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.Failure;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves runs through their states: by people's commands, by workers' words, by the loss of a worker. Every end goes
 * through {@link #finish}, which may be called as often as one likes.
 */
final class LifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(LifeCycle.class);

    /** How often a run may lose its worker before it counts as failed. */
    static final int RESTARTS = 3;

    private final RunQueue queue;
    private final NodePost post;
    private final StoreThread store;
    private final RunFeed feed;
    private final Clock clock;

    LifeCycle(RunQueue queue, NodePost post, StoreThread store, RunFeed feed, Clock clock) {
        this.queue = queue;
        this.post = post;
        this.store = store;
        this.feed = feed;
        this.clock = clock;
    }

    /** A new run waits for a device. */
    Future<Void> enqueue(Run run) {
        queue.add(run.id(), run.device());
        return tell(run);
    }

    /** A run that was under way when the orchestrator ended: it goes on, or ends if it was about to. */
    Future<Void> recover(Run run) {
        switch (run.state()) {
            case QUEUED -> queue.add(run.id(), run.device());
            case STARTING, RUNNING, PAUSED -> {
                log(run, "warn", "the orchestrator was restarted; attempt " + (run.attempt() + 1) + " is queued");
                queue.addFirst(run.id(), run.device());
                return change(run, run.record().nextAttempt(run.record().restarts()));
            }
            case STOPPING -> {
                return finish(run, RunState.STOPPED, Optional.empty());
            }
            case STOPPED, COMPLETED, FAILED -> {}
        }
        return Future.succeededFuture();
    }

    /** Does what people ask; throws a {@link Refusal} when the run's state does not allow it. */
    Future<Void> command(Run run, RunCommand command) {
        return switch (command) {
            case STOP -> stop(run);
            case PAUSE -> ask(run, command, run.state() == RunState.RUNNING, WorkerCommand.Pause::new);
            case CONTINUE -> ask(run, command, run.state() == RunState.PAUSED, WorkerCommand.Continue::new);
            case RESUME -> resume(run);
            case CHECKPOINT ->
                ask(
                        run,
                        command,
                        run.state() == RunState.RUNNING || run.state() == RunState.PAUSED,
                        WorkerCommand.Save::new);
        };
    }

    private Future<Void> stop(Run run) {
        return switch (run.state()) {
            case QUEUED -> finish(run, RunState.STOPPED, Optional.empty());
            case STARTING, RUNNING, PAUSED -> {
                Future<Void> changed = move(run, RunState.STOPPING);
                send(run, WorkerCommand.Stop::new);
                yield changed;
            }
            case STOPPING -> Future.succeededFuture();
            case STOPPED, COMPLETED, FAILED -> throw Refusal.badState(run.id(), run.state(), RunCommand.STOP.word());
        };
    }

    private Future<Void> resume(Run run) {
        if (run.state() != RunState.STOPPED && run.state() != RunState.FAILED) {
            throw Refusal.badState(run.id(), run.state(), RunCommand.RESUME.word());
        }
        RunRecord next = run.record().nextAttempt(0);
        queue.add(run.id(), run.device());
        return change(run, next);
    }

    private Future<Void> ask(
            Run run, RunCommand command, boolean allowed, BiFunction<RunId, Integer, WorkerCommand> message) {
        if (!allowed) {
            throw Refusal.badState(run.id(), run.state(), command.word());
        }
        send(run, message);
        return Future.succeededFuture();
    }

    private void send(Run run, BiFunction<RunId, Integer, WorkerCommand> message) {
        WorkerCommand command = message.apply(run.id(), run.attempt());
        Optional<Placement> placement = queue.placement(run.id());
        if (placement.isEmpty()) {
            LOG.warn("run {} has no node to take {}", run.id(), command);
            return;
        }
        String node = placement.get().node();
        post.send(node, command).onFailure(error -> {
            log(run, "warn", "node " + node + " did not take " + command + ": " + error.getMessage());
            boolean gone = error instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
            if (gone && run.attempt() == command.attempt()) {
                workerLost(run, "node " + node + " does not answer");
            }
        });
    }

    /** A worker said something about the attempt that runs. */
    Future<Void> said(Run run, RunEvent.Body body) {
        if (body instanceof RunEvent.Failed failed) {
            return finish(run, RunState.FAILED, Optional.of(failed.failure()));
        }
        if (!(body instanceof RunEvent.State word)) {
            return Future.succeededFuture();
        }
        if (word.state().ended()) {
            return finish(run, word.state(), Optional.empty());
        }
        if (run.state() == RunState.STOPPING) {
            send(run, WorkerCommand.Stop::new); // the stop overtook the start of the worker
            return Future.succeededFuture();
        }
        return move(run, word.state());
    }

    /** The worker of a run is gone: the next attempt waits, before all others, while the budget lasts. */
    Future<Void> workerLost(Run run, String why) {
        if (run.state().ended() || run.state() == RunState.QUEUED) {
            return Future.succeededFuture();
        }
        if (run.state() == RunState.STOPPING) {
            log(run, "warn", why + " while the run was stopping");
            return finish(run, RunState.STOPPED, Optional.empty());
        }
        int restarts = run.record().restarts();
        if (restarts >= RESTARTS) {
            String message = why + "; that was attempt " + run.attempt() + " and the run lost its worker "
                    + (restarts + 1) + " times. Look for the cause in the node's log, then resume the run.";
            return finish(run, RunState.FAILED, Optional.of(new Failure(Failure.WORKER_LOST, message, why)));
        }
        log(run, "warn", why + "; attempt " + (run.attempt() + 1) + " is queued");
        queue.addFirst(run.id(), run.device());
        return change(run, run.record().nextAttempt(restarts + 1));
    }

    /** Ends a run. Only the first end counts. */
    Future<Void> finish(Run run, RunState end, Optional<Failure> failure) {
        if (run.state().ended()) {
            return run.saved();
        }
        queue.remove(run.id());
        failure.ifPresent(why -> log(run, "error", why.message()));
        if (end == RunState.FAILED) {
            Failure why = failure.orElseGet(() -> new Failure(Failure.INTERNAL, "the worker gave no reason", ""));
            return change(run, run.record().failed(why, clock.millis()));
        }
        return move(run, end);
    }

    /** Moves a run on, through states the worker skipped. */
    Future<Void> move(Run run, RunState target) {
        List<RunState> path = Moves.path(run.state(), target);
        if (path.isEmpty()) {
            return Future.succeededFuture();
        }
        RunRecord next = run.record();
        for (RunState step : path) {
            next = next.to(step, clock.millis());
        }
        return change(run, next);
    }

    private Future<Void> change(Run run, RunRecord next) {
        LOG.info("run {}: {} -> {}, attempt {}", run.id(), run.state(), next.state(), next.attempt());
        run.record(next);
        Future<Void> saved = store.<Void>run(() -> {
                    save(run, next);
                    return null;
                })
                .recover(error -> {
                    // The state holds in memory; what the file says is set right when the run is next recovered.
                    LOG.error("run.json of {} cannot be written", run.id(), error);
                    return Future.succeededFuture();
                })
                .compose(done -> tell(run));
        run.saved(saved);
        return saved;
    }

    private static void save(Run run, RunRecord next) throws IOException {
        run.folder().save(next);
        if (next.state().ended()) {
            run.folder().close();
        }
    }

    private Future<Void> tell(Run run) {
        run.toldAt(clock.millis());
        feed.changed(run.view());
        return Future.succeededFuture();
    }

    /** Adds a line to the run's log. */
    void log(Run run, String level, String message) {
        LOG.info("run {}: {}", run.id(), message);
        long now = clock.millis();
        store.run(() -> {
                    run.folder().log(now, level, message);
                    return true;
                })
                .onFailure(error -> LOG.error("the log of run {} cannot be written", run.id(), error));
    }
}
