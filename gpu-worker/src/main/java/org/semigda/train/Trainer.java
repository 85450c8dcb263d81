package org.semigda.train;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;
import org.semigda.torch.TorchScope;

/**
 * Trains a network step by step. Between any two steps it can be saved and restored, on any machine with the same
 * number of threads, with the same result bit for bit. One thread at a time, always the same for one device.
 */
public final class Trainer implements AutoCloseable {

    private static final String PLAN = "plan";

    private final Settings settings;
    private final TrainingPlan plan;
    private final SemiGda model;
    private final Optional<AutoencoderSlot> cache;
    private final TrainedWeights weights;
    private final Ema ema;
    private final LatentSpread spread = new LatentSpread();
    private final TrainerState state;
    private DataParallel parallel;
    private Position position;
    private StageTraining stage;

    private Trainer(Settings settings, TrainingPlan plan, SemiGda model, Optional<AutoencoderSlot> cache) {
        this.settings = settings;
        this.plan = plan;
        this.model = model;
        this.cache = cache;
        this.weights = new TrainedWeights(model, settings);
        this.ema = new Ema(weights.averaged(), settings.get(Keys.EMA_DECAY));
        this.state = new TrainerState(model, ema, spread);
        this.parallel = new DataParallel(GradientSync.none(), settings);
        this.position = plan.at(0);
        this.stage = begin(position.stage());
    }

    /** {@link #create(Settings, TrainingPlan, Device, Optional)} without a cache of autoencoders. */
    public static Trainer create(Settings settings, TrainingPlan plan, Device device) {
        return create(settings, plan, device, Optional.empty());
    }

    /**
     * A fresh network, drawn from the settings' seed, with the autoencoder that {@code vae.weights} names or that the cache has.
     *
     * @param cache where the autoencoder is taken from when the plan has no stage 0, and kept after it when it has one
     */
    public static Trainer create(Settings settings, TrainingPlan plan, Device device, Optional<AutoencoderSlot> cache) {
        SemiGda model = new SemiGda(ModelSettings.config(settings), device, settings.get(Keys.SEED));
        if (!plan.has(Stage.AUTOENCODER)) {
            PretrainedAutoencoder.load(model, settings, cache);
        }
        return new Trainer(settings, plan, model, cache);
    }

    /** A trainer of a network made elsewhere, which it closes in the end. */
    static Trainer of(Settings settings, TrainingPlan plan, SemiGda model) {
        return new Trainer(settings, plan, model, Optional.empty());
    }

    /**
     * The trainer that a snapshot was taken of: its settings and plan, continued where it was. Needs no autoencoder
     * weights beside it.
     *
     * @throws CheckpointException when the snapshot was not written by a trainer
     */
    public static Trainer resume(Snapshot snapshot, Device device, Optional<AutoencoderSlot> cache) {
        Settings settings = Settings.defaults().with(snapshot.info().settings());
        SemiGda model = new SemiGda(ModelSettings.config(settings), device, settings.get(Keys.SEED));
        Trainer trainer = new Trainer(settings, planOf(snapshot.info()), model, cache);
        trainer.restore(snapshot);
        return trainer;
    }

    /**
     * The plan a snapshot's run follows.
     *
     * @throws CheckpointException when it has none
     */
    public static TrainingPlan planOf(CheckpointInfo info) {
        String text = info.extra().get(PLAN);
        if (text == null) {
            throw new CheckpointException("the checkpoint (step " + info.globalStep()
                    + ") has no training plan; it can be used for predictions, not to continue training");
        }
        return TrainingPlan.parse(text);
    }

    /**
     * From now on this is rank 0 of several trainers, that become equal to this one by {@link #follow} at the same time: its
     * settings, plan, weights and position are theirs. Each then does every step on its own part of the batch; losses are
     * the whole batch's everywhere. Validating and saving are rank 0's alone.
     *
     * @param sync closed with this trainer
     * @throws org.semigda.torch.PeerLostException when one of them does not
     */
    public void lead(GradientSync sync) {
        if (!sync.place().first()) {
            throw new IllegalArgumentException("rank " + sync.place().rank() + " follows; rank 0 leads");
        }
        sync.fromFirst(SharedRun.toText(settings, plan));
        share(sync);
    }

    /**
     * A trainer that is the same as rank 0's, which calls {@link #lead} at the same time. It needs no checkpoint and no
     * autoencoder's weights of its own.
     *
     * @param sync of a rank above 0; closed with the trainer
     * @throws org.semigda.torch.PeerLostException when rank 0 is gone
     */
    public static Trainer follow(Device device, GradientSync sync) {
        return follow(sync, settings -> new SemiGda(ModelSettings.config(settings), device, settings.get(Keys.SEED)));
    }

    static Trainer follow(GradientSync sync, Function<Settings, SemiGda> builder) {
        SharedRun run = SharedRun.parse(sync.fromFirst(""));
        Trainer trainer = of(run.settings(), run.plan(), builder.apply(run.settings()));
        trainer.share(sync);
        return trainer;
    }

    private void share(GradientSync sync) {
        parallel.close();
        parallel = new DataParallel(sync, settings);
        spread.share(sync);
        moveTo(plan.at(sync.fromFirst(position.globalStep())));
        state.share(sync, stage.optimizers());
    }

    private void moveTo(Position next) {
        if (next.stage() != position.stage()) {
            stage.close();
            stage = begin(next.stage());
        }
        position = next;
    }

    /** What this trainer shares with others. */
    public GradientSync sync() {
        return parallel.sync();
    }

    public Settings settings() {
        return settings;
    }

    public TrainingPlan plan() {
        return plan;
    }

    /** The next step to do. */
    public Position position() {
        return position;
    }

    /** Whether the plan's last step is done. */
    public boolean finished() {
        return position.globalStep() >= plan.steps();
    }

    /** The network, with the weights as they are trained. */
    public SemiGda model() {
        return model;
    }

    /**
     * Does one step and moves on to the next.
     *
     * @param batch the loader's for {@link #position}, of this rank's part; it may be closed afterwards
     * @throws NumericFailure when a loss or gradient is not finite; the weights and the position are as before
     * @throws org.semigda.torch.PeerLostException when another rank is gone; the weights and the position are as before
     * @throws RanksDifferException when another rank's weights have become others
     */
    public StepResult step(Batch batch) {
        try (TorchScope scope = TorchScope.open()) {
            return step(StepInputs.of(batch, model.device(), sync().place()));
        }
    }

    StepResult step(StepInputs inputs) {
        if (finished()) {
            throw new IllegalStateException("all " + plan.steps() + " steps of the plan are done");
        }
        torch.manual_seed(StepSeed.of(settings.get(Keys.SEED), position.stage(), position.stageStep()));
        Map<String, Double> values = Step.run(model, weights, stage, inputs, position, settings, parallel);
        if (position.stage() != Stage.AUTOENCODER) {
            long start = System.nanoTime();
            ema.update();
            values.put("time/average_ms", (System.nanoTime() - start) / 1e6);
            parallel.compare(position, weights);
        }
        Position done = position;
        position = plan.at(done.globalStep() + 1);
        if (finished() || position.stage() != done.stage()) {
            end(done.stage());
        }
        return new StepResult(done.stage(), position.globalStep(), values);
    }

    /**
     * Tells what this rank's newest step took, waiting for its batch included; every rank learns it in the next step.
     *
     * @param values of that step, by name as in {@link StepResult#values}
     */
    public void took(Map<String, Double> values) {
        parallel.times().took(values);
    }

    private StageTraining begin(Stage next) {
        StagePlan length = plan.stage(next);
        StageTraining begun =
                switch (next) {
                    case AUTOENCODER -> new AutoencoderStage(model, settings, length, spread);
                    case ALIGNMENT -> new AlignmentStage(model, weights, settings, length);
                    case SEGMENTATION -> new SegmentationStage(model, weights, settings, length);
                };
        begun.optimizers().forEach(optimizer -> optimizer.group().train());
        return begun;
    }

    private void end(Stage done) {
        stage.finish();
        if (done == Stage.AUTOENCODER) {
            cache.ifPresent(slot -> slot.save(model));
        }
        if (!finished()) {
            stage.close();
            stage = begin(position.stage());
        }
    }

    /** A snapshot without scores and split, in memory that Java frees when nothing refers to it any more. */
    public Snapshot snapshot() {
        return snapshot(Map.of(), "", ByteBuffer::allocateDirect);
    }

    /**
     * A host copy of everything that the steps to come depend on.
     *
     * @param scores best scores so far, kept with it
     * @param splitHash which split the run trains on
     * @param memory gives buffers of so many bytes for the copy, as a {@link HostMemory.Loan}
     */
    public Snapshot snapshot(Map<String, Double> scores, String splitHash, IntFunction<ByteBuffer> memory) {
        String version = Trainer.class.getPackage().getImplementationVersion();
        CheckpointInfo info = new CheckpointInfo(
                settings.toMap(),
                position.stage().number(),
                position.stageStep(),
                position.globalStep(),
                scores,
                splitHash,
                model.vae().scaleFactor(),
                version == null ? "development" : version,
                Map.of(PLAN, plan.toText()));
        Map<String, TensorData> trained = state.model(memory);
        return new Snapshot(trained, state.ema(trained, memory), state.trainer(stage.optimizers(), memory), info);
    }

    /**
     * Continues from a snapshot of a run with the same settings and plan.
     *
     * @throws CheckpointException when it belongs to another configuration; the message names what differs
     */
    public void restore(Snapshot snapshot) {
        snapshot.info().requireSettings(settings.toMap());
        TrainingPlan theirs = planOf(snapshot.info());
        if (!theirs.equals(plan)) {
            throw new CheckpointException("the checkpoint follows the plan " + theirs.toText() + ", this run "
                    + plan.toText() + " (stage:steps/epoch); continue with the checkpoint's own plan");
        }
        moveTo(plan.at(snapshot.info().globalStep()));
        state.restore(snapshot, stage.optimizers());
    }

    /** Runs work with the averaged weights and statistics in place of the trained ones, which come back afterwards. */
    public <T> T withEma(Supplier<T> work) {
        return ema.apply(work);
    }

    @Override
    public void close() {
        parallel.close();
        stage.close();
        ema.close();
        weights.close();
        model.close();
    }
}
