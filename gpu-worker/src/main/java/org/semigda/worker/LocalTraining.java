package org.semigda.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.semigda.checkpoint.CheckpointPolicy;
import org.semigda.checkpoint.RunCheckpoints;
import org.semigda.conf.Keys;
import org.semigda.data.ShardPlace;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.train.Position;

/**
 * Trains one run in the calling thread, for programs that want neither a server nor an event bus: the same steps, validations,
 * checkpoints, scores and report as everywhere else, in a folder of its own. For single steps see
 * {@link org.semigda.train.Trainer}.
 *
 * <p>A folder with checkpoints of the same specification is continued from the newest; a finished one is only scored again.
 */
public final class LocalTraining {

    private final RunSpec spec;
    private final Path folder;
    private final String device;

    /**
     * @param spec what is trained, on which images
     * @param folder the run's folder; made when it is not there
     * @param device {@code cpu} or {@code cuda:0}, ...
     */
    public LocalTraining(RunSpec spec, Path folder, String device) {
        this.spec = spec;
        this.folder = folder;
        this.device = device;
    }

    /**
     * Trains to the end.
     *
     * @param listener hears, on the calling thread, of every step's numbers, of validations, pictures, checkpoints and scores
     * @return the scores of the best checkpoint on the test images: {@code dice}, {@code iou}, {@code hd95} (pixels of
     *     {@code image.size}), {@code hd95_released}, {@code images}
     * @throws org.semigda.conf.UserError when the data or the settings cannot be used
     * @throws org.semigda.train.NumericFailure when a loss is not finite
     */
    public Map<String, Double> run(Consumer<RunEvent.Body> listener) {
        PreparedRun run = PreparedRun.prepare(
                spec, folder, problem -> listener.accept(Failures.leftOut(problem)), ShardPlace.ALONE);
        try (var loader = run.loader();
                TrainingSession session =
                        TrainingSession.open(run, device, folder.resolve("cache"), true, Meeting.NONE)) {
            run.problems().forEach(problem -> listener.accept(Failures.leftOut(problem)));
            session.notes().forEach(listener);
            CheckpointPolicy policy = new CheckpointPolicy(
                    run.settings().get(Keys.CHECKPOINT_KEEP), run.settings().get(Keys.CHECKPOINT_KEEP_EVERY));
            RunCheckpoints checkpoints = RunCheckpoints.take(
                    folder.resolve("checkpoints"), policy, UUID.randomUUID().toString());
            listener.accept(new RunEvent.State(RunState.RUNNING));
            while (!session.finished()) {
                Position position = session.plan().at(session.stepsDone());
                var batch = loader.training(position.stage().number(), position.stageStep());
                var result = session.step(new LocalMessage.BatchReady(position, batch), () -> {});
                listener.accept(new RunEvent.Metrics(result.stage().number(), result.globalStep(), result.values()));
                validateAndSave(session, checkpoints, listener);
            }
            RunEvent.Scores scores = session.test();
            listener.accept(scores);
            listener.accept(new RunEvent.State(RunState.COMPLETED));
            return scores.values();
        }
    }

    private static void validateAndSave(
            TrainingSession session, RunCheckpoints checkpoints, Consumer<RunEvent.Body> listener) {
        if (session.validationDue()) {
            TrainingSession.Validation found = session.validate();
            listener.accept(found.metrics());
            found.samples().forEach(listener);
            found.bests().forEach(write -> save(session, write, checkpoints, listener));
            found.bests().forEach(write -> write.memory().close());
        }
        if (session.saveDue() || session.finished()) {
            LocalMessage.Write last = session.last();
            save(session, last, checkpoints, listener);
            last.memory().close();
        }
    }

    private static void save(
            TrainingSession session,
            LocalMessage.Write write,
            RunCheckpoints checkpoints,
            Consumer<RunEvent.Body> listener) {
        checkpoints
                .write(write.names(), write.snapshot())
                .saved()
                .forEach(name -> listener.accept(session.saved(name, write)));
    }
}
