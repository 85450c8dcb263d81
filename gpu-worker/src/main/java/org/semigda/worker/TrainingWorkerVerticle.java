package org.semigda.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;
import org.semigda.train.StepResult;

/**
 * Trains one run on one device. Between two units of work on the device thread it decides what comes next: stop, save,
 * validate, wait, or the next step. The maths is {@link TrainingSession}'s.
 */
final class TrainingWorkerVerticle extends VerticleBase {

    /** Batches the loader may be ahead. */
    private static final int PREFETCH = 3;

    private static final long PROGRESS_MILLIS = 500;

    /** The addresses of the run's three verticles. */
    record Wiring(String worker, String loader, String checkpoints) {}

    private final Wiring wiring;
    private final TrainingSession session;
    private final DeviceThread device;
    private final EventSender events;
    private final Pulse pulse;
    private final Clock clock;
    private final Duration reminder;
    private final Pace pace;
    private final PendingWrites writes;
    private final Promise<Void> finished = Promise.promise();
    private final Queue<LocalMessage.BatchReady> ready = new ArrayDeque<>();
    private boolean busy;
    private boolean computing;
    private boolean stopAsked;
    private boolean pauseAsked;
    private boolean saveAsked;
    private boolean pausedTold;
    private boolean over;
    private long waitingSince;
    private long progressTold;

    /** @param reminder how often the first of several workers says that it is there while it does nothing */
    TrainingWorkerVerticle(
            Vertx vertx,
            Wiring wiring,
            TrainingSession session,
            DeviceThread device,
            EventSender events,
            Pulse pulse,
            Clock clock,
            Duration reminder) {
        this.wiring = wiring;
        this.session = session;
        this.device = device;
        this.events = events;
        this.pulse = pulse;
        this.clock = clock;
        this.reminder = reminder;
        this.pace = new Pace(session.plan());
        this.writes = new PendingWrites(vertx, wiring.checkpoints(), events::unheard, this::written);
    }

    /** Completes when the run is done or stopped; fails when it cannot go on. */
    Future<Void> finished() {
        return finished.future();
    }

    @Override
    public Future<?> start() {
        MessageConsumer<Object> consumer = vertx.eventBus().localConsumer(wiring.worker());
        consumer.handler(this::onMessage);
        return consumer.completion().onSuccess(listening -> {
            pulse.beat(session.stepsDone());
            session.notes().forEach(events::send);
            events.send(new RunEvent.State(RunState.RUNNING));
            tellProgress();
            waitingSince = clock.millis();
            if (session.leadsOthers()) {
                vertx.setPeriodic(reminder.toMillis(), timer -> tellNotYet());
            }
            grant(PREFETCH);
            advance();
        });
    }

    /** Ends when the device is at rest: a process that exits in the middle of a native operation crashes. */
    @Override
    public Future<?> stop() {
        over = true;
        releaseBatches();
        finished.tryFail(new Abandoned()); // unless it had come to its end before
        return device.run(() -> true).otherwiseEmpty();
    }

    private void onMessage(Message<Object> message) {
        Object body = message.body();
        if (body instanceof LocalMessage.BatchReady batch) {
            if (over) {
                batch.batch().close();
                return;
            }
            ready.add(batch);
        } else if (body instanceof LocalMessage.LoadingFailed failed) {
            fail(failed.cause());
        } else if (body instanceof WorkerCommand command) {
            onCommand(command);
        } else {
            throw new IllegalStateException("not for a worker: " + body);
        }
        advance();
    }

    private void onCommand(WorkerCommand command) {
        if (command instanceof WorkerCommand.Abandon) {
            fail(new Abandoned());
        } else if (command instanceof WorkerCommand.Stop) {
            stopAsked = true;
        } else if (command instanceof WorkerCommand.Pause) {
            pauseAsked = true;
        } else if (command instanceof WorkerCommand.Save) {
            saveAsked = true;
        } else if (command instanceof WorkerCommand.Continue && pauseAsked) {
            pauseAsked = false;
            pausedTold = false;
            waitingSince = clock.millis(); // a pause is no wait for images
            pulse.beat(session.stepsDone());
            events.send(new RunEvent.State(RunState.RUNNING));
        }
    }

    /** Starts the next unit of work unless one is under way. */
    private void advance() {
        if (busy || over) {
            return;
        }
        if (session.finished() && !session.first()) {
            leave();
            return;
        }
        boolean copyDue = stopAsked || saveAsked || session.validationDue() || session.saveDue() || session.finished();
        if (copyDue && writes.full()) {
            await(writes.room(), this::advance);
        } else if (stopAsked) {
            save(() -> await(writes.drained(), () -> end(RunState.STOPPED)));
        } else if (session.validationDue()) {
            onDevice(session::validate, this::validated);
        } else if (saveAsked || session.saveDue()) {
            saveAsked = false;
            save(this::advance);
        } else if (session.finished()) {
            save(() -> await(writes.drained(), () -> onDevice(session::test, this::tested)));
        } else if (pauseAsked) {
            tellPaused();
        } else {
            LocalMessage.BatchReady batch = ready.poll();
            if (batch != null) {
                step(batch);
            }
        }
    }

    private void step(LocalMessage.BatchReady batch) {
        long began = clock.millis();
        double waited = began - waitingSince;
        if (!session.first()) {
            pulse.rest(); // until the first worker does the step too: it may be paused for long
        }
        onDevice(() -> session.step(batch, () -> pulse.beat(batch.position().globalStep())), result -> {
            grant(1);
            stepped(result, waited, clock.millis() - began);
            advance();
        });
    }

    private void stepped(StepResult result, double waitedMillis, double stepMillis) {
        Map<String, Double> values = new HashMap<>(result.values());
        values.put("time/data_ms", waitedMillis);
        values.put("time/step_ms", stepMillis);
        pace.stepTook(result.stage(), waitedMillis + stepMillis);
        pulse.stepped(result.stage(), waitedMillis + stepMillis);
        session.took(values);
        events.send(new RunEvent.Metrics(result.stage().number(), result.globalStep(), values));
        if (clock.millis() - progressTold >= PROGRESS_MILLIS || session.finished()) {
            tellProgress();
        }
    }

    private void validated(TrainingSession.Validation validation) {
        events.send(validation.metrics());
        List<String> pictures = validation.samples().stream()
                .map(RunEvent.Sample::file)
                .flatMap(picture -> Stream.of(picture, RunScoring.latentsOf(picture)))
                .toList();
        writes.bring(new LocalMessage.Bring(pictures, List.of()))
                .onSuccess(there -> validation.samples().forEach(events::send))
                .onFailure(this::fail);
        if (!validation.bests().isEmpty()) {
            write(validation.bests());
        }
        advance();
    }

    private void tested(RunEvent.Scores scores) {
        await(writes.bring(new LocalMessage.Bring(List.of(), List.of("report"))), () -> {
            events.send(scores);
            end(RunState.COMPLETED);
        });
    }

    /** Copies what the next attempt would need; the copy is written while training goes on. */
    private void save(Runnable then) {
        onDevice(session::last, last -> {
            write(List.of(last));
            then.run();
        });
    }

    /** A checkpoint that fails must stop the run, whatever it is doing by then. */
    private void write(List<LocalMessage.Write> checkpoints) {
        writes.add(checkpoints).onFailure(this::fail);
    }

    private void written(LocalMessage.Write write, LocalMessage.Written done) {
        done.saved().forEach(name -> events.send(session.saved(name, write)));
        done.removed().forEach(name -> events.send(new RunEvent.Removed(name)));
        String line = String.format(
                Locale.ROOT,
                "checkpoint %s of step %d: training stopped for %.1f ms, written in %d ms beside it",
                String.join(", ", done.saved()),
                write.snapshot().info().globalStep(),
                write.copyMillis(),
                done.millis());
        events.send(new RunEvent.Log("info", line));
    }

    private void await(Future<Void> future, Runnable then) {
        busy = true;
        future.onComplete(done -> idle(then), this::fail);
    }

    private <T> void onDevice(Callable<T> work, Consumer<T> then) {
        busy = true;
        computing = true;
        device.run(work)
                .onComplete(
                        result -> {
                            computing = false;
                            idle(() -> then.accept(result));
                        },
                        this::fail);
    }

    /** While this worker waits for a person or for a disk, the others must not think that it is gone. */
    private void tellNotYet() {
        if (!over && !computing && !session.finished()) {
            device.run(session::tellNotYet).onFailure(this::fail);
        }
    }

    private void idle(Runnable then) {
        if (over) {
            return; // a checkpoint failed meanwhile
        }
        busy = false;
        waitingSince = clock.millis();
        pulse.beat(session.stepsDone());
        try {
            then.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void tellPaused() {
        pulse.rest();
        if (!pausedTold) {
            pausedTold = true;
            events.send(new RunEvent.State(RunState.PAUSED));
        }
    }

    private void tellProgress() {
        progressTold = clock.millis();
        events.send(session.progress(pace));
    }

    /** A worker that is not the first has done its part; the first one tells the rest. */
    private void leave() {
        over = true;
        pulse.rest();
        releaseBatches();
        finished.tryComplete();
    }

    private void end(RunState state) {
        over = true;
        pulse.rest();
        releaseBatches();
        tellProgress();
        events.send(new RunEvent.State(state));
        finished.tryComplete();
    }

    private void fail(Throwable e) {
        over = true;
        pulse.rest();
        busy = false;
        releaseBatches();
        finished.tryFail(e);
    }

    private void releaseBatches() {
        for (LocalMessage.BatchReady batch = ready.poll(); batch != null; batch = ready.poll()) {
            batch.batch().close();
        }
    }

    private void grant(int batches) {
        vertx.eventBus().send(wiring.loader(), new LocalMessage.Credit(batches), LocalCodec.options());
    }
}
