package org.semigda.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.RunCheckpoints;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.infer.EvaluationResult;
import org.semigda.infer.Predictor;
import org.semigda.protocol.RunEvent;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.PeakMemory;
import org.semigda.torch.TorchNatives;
import org.semigda.train.AutoencoderCache;
import org.semigda.train.AutoencoderSlot;
import org.semigda.train.DeviceSettings;
import org.semigda.train.HostMemory;
import org.semigda.train.Position;
import org.semigda.train.Stage;
import org.semigda.train.StagePlan;
import org.semigda.train.StepResult;
import org.semigda.train.Trainer;
import org.semigda.train.TrainingPlan;

/**
 * One attempt of a run, as the device thread sees it: steps, validations, snapshots and the final test, each a unit of
 * work. Knows nothing of verticles; apart from {@link #plan()} and {@link #stepsDone()} it is touched by the device
 * thread alone, or while that waits.
 */
final class TrainingSession implements AutoCloseable {

    /** The first worker's word to the others while there is nothing to do; else it says the step. */
    private static final long NOT_YET = -1;

    private static final String VALIDATED = "validated";
    private static final String BEST = "best/";
    private static final String DICE = "dice";
    private static final String EMA_DICE = "ema_dice";

    private final PreparedRun run;
    private final Trainer trainer;
    private final RunScoring scoring;
    private final PeakMemory memory;
    private final HostMemory copies = new HostMemory();
    private final List<RunEvent.Log> notes = new ArrayList<>();
    private final Map<String, Double> best = new HashMap<>();
    private final List<RunEvent> unheard = new ArrayList<>();
    private long validatedAt;
    private long savedAt;
    private double copyMillis; // since the last step

    /**
     * What a validation found.
     *
     * @param bests checkpoints to write, because a score was beaten
     */
    record Validation(RunEvent.Metrics metrics, List<RunEvent.Sample> samples, List<LocalMessage.Write> bests) {}

    private TrainingSession(PreparedRun run, Trainer trainer) {
        this.run = run;
        this.trainer = trainer;
        this.scoring = new RunScoring(run);
        this.memory = PeakMemory.watch(trainer.model().device());
    }

    /**
     * Builds the network on a device, from its newest checkpoint if asked to and there is one.
     *
     * @param cacheFolder where trained autoencoders are kept for other runs
     * @param meeting of the workers that train together; one that is not the first takes over what that one has
     */
    static TrainingSession open(PreparedRun run, String device, Path cacheFolder, boolean resume, Meeting meeting) {
        TorchNatives.load(limits(run.settings()));
        Device target = Device.parse(device);
        DeviceSettings.of(run.settings()).apply(target);
        if (meeting.alone()) {
            return open(run, target, cacheFolder, resume);
        }
        if (!meeting.place().first()) {
            return new TrainingSession(run, Trainer.follow(target, meeting.meet(target, run.settings())));
        }
        TrainingSession session = open(run, target, cacheFolder, resume);
        session.trainer.lead(meeting.meet(target, run.settings()));
        session.note("info", "trains on " + meeting.group().size() + " devices");
        return session;
    }

    private static TrainingSession open(PreparedRun run, Device target, Path cacheFolder, boolean resume) {
        Settings settings = run.settings();
        List<String> damaged = new ArrayList<>();
        Optional<Path> newest =
                resume ? Checkpoint.newest(run.folder().resolve("checkpoints"), damaged::add) : Optional.empty();
        Optional<Snapshot> snapshot = newest.map(Checkpoint::read);
        snapshot.ifPresent(s -> s.info().requireSettings(settings.toMap()));
        AutoencoderSlot slot =
                new AutoencoderCache(cacheFolder).slot(settings, run.split().trainingHash());
        if (snapshot.isPresent()) {
            TrainingSession session =
                    new TrainingSession(run, Trainer.resume(snapshot.get(), target, Optional.of(slot)));
            session.recall(snapshot.get().info());
            damaged.forEach(session::passedOver);
            session.unheard.addAll(UnheardEvents.of(snapshot.get()));
            return session;
        }
        TrainingPlan plan = TrainingPlan.of(settings, run.loader().stepsPerEpoch(), slot.ready());
        TrainingSession session = new TrainingSession(run, Trainer.create(settings, plan, target, Optional.of(slot)));
        if (slot.ready()) {
            session.note("info", "stage 0 is skipped: its autoencoder was trained by an earlier run");
        }
        damaged.forEach(session::passedOver);
        return session;
    }

    /** How many threads LibTorch gets. */
    static NativeLimits limits(Settings settings) {
        int threads = settings.get(Keys.THREADS);
        return threads == 0 ? NativeLimits.defaults() : NativeLimits.defaults().withThreads(threads);
    }

    private void recall(CheckpointInfo info) {
        for (String name : List.of(DICE, EMA_DICE)) {
            String value = info.extra().get(BEST + name);
            if (value != null) {
                best.put(name, Double.valueOf(value));
            }
        }
        validatedAt = Long.parseLong(info.extra().getOrDefault(VALIDATED, "0"));
        savedAt = info.globalStep();
        note("info", "continues after step " + info.globalStep());
    }

    private void passedOver(String damage) {
        note("warn", "a checkpoint was passed over: " + damage);
    }

    private void note(String level, String message) {
        notes.add(new RunEvent.Log(level, message));
    }

    /** What people should know about how this attempt began. */
    List<RunEvent.Log> notes() {
        return List.copyOf(notes);
    }

    /** What the attempt before may not have got across. */
    List<RunEvent> unheard() {
        return List.copyOf(unheard);
    }

    TrainingPlan plan() {
        return trainer.plan();
    }

    /** Steps done, all stages together. */
    long stepsDone() {
        return trainer.position().globalStep();
    }

    boolean finished() {
        return trainer.finished();
    }

    /** Whether this is the worker that validates, saves and tells. */
    boolean first() {
        return trainer.sync().place().first();
    }

    /** Whether there are others to keep informed: a worker that is not the first has none. */
    boolean leadsOthers() {
        return first() && trainer.sync().place().size() > 1;
    }

    /** Of the first of several workers: it does nothing now, and is there. */
    boolean tellNotYet() {
        trainer.sync().fromFirst(NOT_YET);
        return true;
    }

    /** @param turn told when the step begins: those that are not the first wait until the first one does it too */
    StepResult step(LocalMessage.BatchReady ready, Runnable turn) {
        try (Batch batch = ready.batch()) {
            long waited = trainer.sync().waitedNanos();
            Position position = trainer.position();
            while (trainer.sync().fromFirst(position.globalStep()) == NOT_YET) {
                // The first one validates, saves or pauses.
            }
            turn.run();
            if (!position.equals(ready.position())) {
                throw new IllegalStateException("a batch for " + ready.position() + " arrived at " + position);
            }
            StepResult result = trainer.step(batch);
            Map<String, Double> values = new LinkedHashMap<>(result.values());
            if (trainer.sync().place().size() > 1) {
                values.put(
                        "time/sync_ms",
                        (trainer.sync().waitedNanos() - waited) / 1e6); // what was waited above included
            }
            if (copyMillis > 0) {
                values.put("time/checkpoint_ms", copyMillis);
                copyMillis = 0;
            }
            return new StepResult(result.stage(), result.globalStep(), values);
        }
    }

    /** What the newest step took, as its worker saw it: the other workers learn of it with the next one. */
    void took(Map<String, Double> values) {
        trainer.took(values);
    }

    /** Stage 2 is validated every so many epochs, and at its end. */
    boolean validationDue() {
        Position position = trainer.position();
        if (!first()
                || position.stage() != Stage.SEGMENTATION
                || position.globalStep() == validatedAt
                || position.stageStep() == 0) {
            return false;
        }
        StagePlan stage = plan().stage(Stage.SEGMENTATION);
        long every = stage.stepsPerEpoch() * run.settings().get(Keys.VALIDATE_EVERY);
        return trainer.finished() || position.stageStep() % every == 0;
    }

    /** Also where a stage begins: a run that starts anew would find its autoencoder in the cache and follow another plan. */
    boolean saveDue() {
        long done = stepsDone();
        boolean due = done % run.settings().get(Keys.CHECKPOINT_EVERY) == 0
                || trainer.position().stageStep() == 0;
        return first() && done != savedAt && due && !trainer.finished();
    }

    /** Scores the trained and the averaged weights on the validation part. */
    Validation validate() {
        Position position = trainer.position();
        int stage = position.stage().number();
        long step = position.globalStep();
        EvaluationResult raw = scoring.validation(predictor());
        EvaluationResult averaged = trainer.withEma(() -> scoring.validation(predictor()));
        Map<String, Double> values = new LinkedHashMap<>();
        addMeans(values, "validation/", raw);
        addMeans(values, "validation/ema_", averaged);
        values.put("memory/peak_mib", (double) memory.mebibytes());
        List<RunEvent.Sample> samples = scoring.samples(predictor(), stage, step);
        validatedAt = step;
        boolean rawBest = beats(DICE, raw);
        boolean averagedBest = beats(EMA_DICE, averaged);
        return new Validation(
                new RunEvent.Metrics(stage, step, values), samples, bests(raw, rawBest, averaged, averagedBest));
    }

    private List<LocalMessage.Write> bests(
            EvaluationResult raw, boolean rawBest, EvaluationResult averaged, boolean averagedBest) {
        List<LocalMessage.Write> bests = new ArrayList<>();
        if (rawBest || averagedBest) {
            LocalMessage.Write now = write("now"); // both share one copy of the weights
            if (rawBest) {
                bests.add(best(now, "best", Weights.TRAINED, raw));
            }
            if (averagedBest) {
                bests.add(best(now, "best-ema", Weights.AVERAGED, averaged));
            }
        }
        return bests;
    }

    /** A checkpoint's own score is that of the weights it is meant to be used with. */
    private static LocalMessage.Write best(
            LocalMessage.Write now, String name, Weights weights, EvaluationResult score) {
        CheckpointInfo info = now.snapshot().info().withWeights(weights).withScores(score.values());
        return new LocalMessage.Write(List.of(name), now.snapshot().with(info), now.copyMillis(), now.memory());
    }

    private static void addMeans(Map<String, Double> values, String prefix, EvaluationResult result) {
        result.values().forEach((name, value) -> {
            if (!name.equals("images")) {
                values.put(prefix + name, value);
            }
        });
    }

    private Predictor predictor() {
        return Predictor.of(trainer.model(), run.settings());
    }

    private boolean beats(String name, EvaluationResult result) {
        double dice = result.mean().dice();
        if (dice <= best.getOrDefault(name, -1.0)) {
            return false;
        }
        best.put(name, dice);
        return true;
    }

    /** The checkpoint to continue from. */
    LocalMessage.Write last() {
        savedAt = stepsDone();
        return write(RunCheckpoints.LAST);
    }

    private LocalMessage.Write write(String name) {
        long began = System.nanoTime();
        HostMemory.Loan loan = copies.lend();
        Snapshot snapshot = trainer.snapshot(best, run.split().dataHash(), loan);
        CheckpointInfo info = snapshot.info().withExtra(VALIDATED, Long.toString(validatedAt));
        for (Map.Entry<String, Double> score : best.entrySet()) {
            info = info.withExtra(BEST + score.getKey(), score.getValue().toString());
        }
        double millis = (System.nanoTime() - began) / 1e6;
        copyMillis += millis;
        return new LocalMessage.Write(List.of(name), snapshot.with(info), millis, loan);
    }

    RunEvent.Saved saved(String name, LocalMessage.Write write) {
        CheckpointInfo info = write.snapshot().info();
        return new RunEvent.Saved(name, info.stage(), info.globalStep());
    }

    RunEvent.Progress progress(Pace pace) {
        Position position = trainer.position();
        return new RunEvent.Progress(
                position.stage().number(),
                position.globalStep(),
                plan().steps(),
                trainer.finished() ? 0 : pace.secondsLeft(position).orElse(-1));
    }

    /** Scores the best checkpoint, chosen on the validation part, on the test part, and writes the report. */
    RunEvent.Scores test() {
        boolean averaged = best.getOrDefault(EMA_DICE, -1.0) > best.getOrDefault(DICE, -1.0);
        Path checkpoint = run.folder().resolve("checkpoints").resolve(averaged ? "best-ema" : "best");
        return scoring.test(checkpoint, trainer.model().device());
    }

    @Override
    public void close() {
        trainer.close();
        copies.close();
    }
}
