package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.semigda.orchestrator.api.RunCommand;
import org.semigda.orchestrator.queue.Placement;
import org.semigda.orchestrator.queue.Placement.Member;
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

    private final RunQueue queue;
    private final NodePost post;
    private final RunJournal journal;
    private final Clock clock;

    LifeCycle(RunQueue queue, NodePost post, RunJournal journal, Clock clock) {
        this.queue = queue;
        this.post = post;
        this.journal = journal;
        this.clock = clock;
    }

    /** A new run waits for a device. */
    Future<Void> enqueue(Run run) {
        join(run);
        return journal.tell(run);
    }

    /** A run waits for its devices. */
    void join(Run run) {
        queue.add(run.id(), run.record().demand(), clock.millis());
    }

    /** A run that was under way when the orchestrator ended and has no worker any more: its next attempt goes first. */
    Future<Void> again(Run run, String why) {
        log(run, "warn", why + "; attempt " + (run.attempt() + 1) + " is queued");
        queue.addFirst(run.id(), run.record().demand(), clock.millis());
        boolean paused = run.state() == RunState.PAUSED || run.record().hold();
        RunRecord next = run.record().nextAttempt(run.record().restarts(), clock.millis());
        return journal.change(run, next.holding(paused));
    }

    /**
     * A run has its devices.
     *
     * @param lasting how many of its workers go on without this orchestrator
     */
    void start(Run run, int lasting) {
        journal.change(run, run.record().to(RunState.STARTING, clock.millis()).lasting(lasting));
    }

    /** Tells the worker once more what was asked for, as it may not have heard. */
    void remind(Run run) {
        if (run.state() == RunState.STOPPING) {
            send(run, WorkerCommand.Stop::new);
        } else if (run.record().hold()) {
            send(run, WorkerCommand.Pause::new);
        }
    }

    /** Does what people ask; throws a {@link Refusal} when the run's state does not allow it. */
    Future<Void> command(Run run, RunCommand command) {
        return switch (command) {
            case STOP -> stop(run);
            case PAUSE -> pause(run);
            case CONTINUE -> goOn(run, command);
            case RESUME -> run.state() == RunState.PAUSED || run.record().hold() ? goOn(run, command) : resume(run);
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
        RunRecord next = run.record().resumed(clock.millis());
        join(run);
        return journal.change(run, next);
    }

    /** The wish is kept with the run, so that a crash between here and the worker does not lose it. */
    private Future<Void> pause(Run run) {
        if (run.state() != RunState.RUNNING) {
            throw Refusal.badState(run.id(), run.state(), RunCommand.PAUSE.word());
        }
        send(run, WorkerCommand.Pause::new);
        return run.record().hold()
                ? run.saved()
                : journal.change(run, run.record().holding(true));
    }

    private Future<Void> goOn(Run run, RunCommand command) {
        if (run.state() != RunState.PAUSED && !run.record().hold()) {
            throw Refusal.badState(run.id(), run.state(), command.word());
        }
        if (run.state() == RunState.PAUSED || run.state() == RunState.RUNNING) {
            send(run, WorkerCommand.Continue::new);
        }
        return run.record().hold() ? journal.change(run, run.record().holding(false)) : run.saved();
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
        String node = placement.get().first().node();
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
            if (failed.failure().code().equals(Failure.PEER_LOST)) {
                return workerLost(run, failed.failure().message());
            }
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
        Future<Void> moved = move(run, word.state());
        if (word.state() == RunState.RUNNING && run.record().hold()) {
            send(run, WorkerCommand.Pause::new); // asked for before this worker was there
        }
        return moved;
    }

    /** Stops what took longer than it may. */
    void checkTime(Run run) {
        long most = run.record().spec().queue().maxSeconds() * 1000;
        OptionalLong since = run.record().times().counted();
        boolean under = run.state() == RunState.RUNNING || run.state() == RunState.PAUSED;
        if (most > 0 && under && since.isPresent() && clock.millis() - since.getAsLong() > most) {
            log(run, "warn", "the run took its " + most / 1000 + " s (queue.maxSeconds); it saves and stops");
            stop(run);
        }
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
        if (restarts >= run.record().spec().queue().restarts()) {
            String message = why + "; that was attempt " + run.attempt() + " and the run lost its worker "
                    + (restarts + 1) + " times. Look for the cause in the node's log, then resume the run.";
            return finish(run, RunState.FAILED, Optional.of(new Failure(Failure.WORKER_LOST, message, why)));
        }
        log(run, "warn", why + "; attempt " + (run.attempt() + 1) + " is queued");
        queue.placement(run.id()).ifPresent(had -> abandon(had.members(), run));
        queue.addFirst(run.id(), run.record().demand(), clock.millis());
        return journal.change(run, run.record().nextAttempt(restarts + 1, clock.millis()));
    }

    /** Ends a run. Only the first end counts. */
    Future<Void> finish(Run run, RunState end, Optional<Failure> failure) {
        if (run.state().ended()) {
            return run.saved();
        }
        List<Member> members = queue.placement(run.id()).map(Placement::members).orElse(List.of());
        // The first worker has said its last word itself; the others wait for one that does not come.
        abandon(members.stream().filter(member -> member.rank() > 0).toList(), run);
        queue.remove(run.id());
        failure.ifPresent(why -> log(run, "error", why.message()));
        if (end == RunState.FAILED) {
            Failure why = failure.orElseGet(() -> new Failure(Failure.INTERNAL, "the worker gave no reason", ""));
            return journal.change(run, run.record().failed(why, clock.millis()));
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
        return journal.change(run, next);
    }

    private void abandon(List<Member> members, Run run) {
        members.forEach(member -> post.abandon(member.node(), run.id(), run.attempt()));
    }

    /** Adds a line to the run's log. */
    void log(Run run, String level, String message) {
        journal.log(run, level, message);
    }
}
