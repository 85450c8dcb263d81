package org.semigda.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.semigda.conf.Presets;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.ShardPlace;
import org.semigda.data.Split;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.RunSpec;
import org.semigda.torch.Device;
import org.semigda.torch.PeakMemory;
import org.semigda.torch.TorchNatives;
import org.semigda.train.AutoencoderCache;
import org.semigda.train.AutoencoderSlot;
import org.semigda.train.DeviceSettings;
import org.semigda.train.Position;
import org.semigda.train.Stage;
import org.semigda.train.StagePlan;
import org.semigda.train.Trainer;
import org.semigda.train.TrainingPlan;

/** Measures what a run would take with a few real steps of each of its stages. Writes nothing. */
final class StepProbe {

    /** Of a stage; the first, which fills caches and pools, counts only when there is no other. */
    private static final int STEPS = 4;

    /** Of all stages; the first step alone tells nothing. */
    private static final int LEAST = 2;

    /** Somebody waits for the answer. After so long the stages that are left are taken to cost what the slowest cost. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final LongSupplier nanos;

    /** @param nanos a clock for time spans, such as {@link System#nanoTime} */
    StepProbe(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Measures on the calling thread, which must be the device's.
     *
     * @param cache where autoencoders of earlier runs are kept; with one there a run has no stage 0
     * @throws org.semigda.conf.UserError when the run could not start
     */
    Estimate measure(RunSpec spec, String device, Path cache) {
        Settings settings = Presets.get(spec.preset()).with(spec.settings());
        TorchNatives.load(TrainingSession.limits(settings));
        DataSet data = RunSplit.open(Path.of(spec.data()), settings);
        Split split = RunSplit.requireBatch(RunSplit.draw(data, settings), settings);
        AutoencoderSlot slot = new AutoencoderCache(cache).slot(settings, split.trainingHash());
        try (BatchLoader loader = PreparedRun.loader(data, split, settings, Optional.empty(), ShardPlace.ALONE)) {
            TrainingPlan plan = TrainingPlan.of(settings, loader.stepsPerEpoch(), slot.ready());
            // Without a place to keep it, the autoencoder that a few steps make is thrown away.
            Optional<AutoencoderSlot> known = plan.has(Stage.AUTOENCODER) ? Optional.empty() : Optional.of(slot);
            Device target = Device.parse(device);
            DeviceSettings.of(settings).apply(target);
            PeakMemory memory = PeakMemory.watch(target);
            Map<Stage, List<Double>> times;
            try (Trainer trainer = Trainer.create(settings, shortened(plan), target, known)) {
                times = times(trainer, loader);
            }
            int images = split.labelled().size() + split.unlabelled().size();
            return new Estimate(device, images, stages(plan, times), memory.mebibytes());
        }
    }

    private static TrainingPlan shortened(TrainingPlan plan) {
        return new TrainingPlan(plan.stages().stream()
                .map(stage -> new StagePlan(stage.stage(), Math.min(STEPS, stage.steps()), stage.stepsPerEpoch()))
                .toList());
    }

    private Map<Stage, List<Double>> times(Trainer trainer, BatchLoader loader) {
        Map<Stage, List<Double>> times = new EnumMap<>(Stage.class);
        long began = nanos.getAsLong();
        while (!trainer.finished() && (nanos.getAsLong() - began < PATIENCE_NANOS || measured(times) < LEAST)) {
            Position position = trainer.position();
            long start = nanos.getAsLong();
            try (Batch batch = loader.training(position.stage().number(), position.stageStep())) {
                trainer.step(batch);
            }
            times.computeIfAbsent(position.stage(), stage -> new ArrayList<>()).add((nanos.getAsLong() - start) / 1e6);
        }
        return times;
    }

    private static int measured(Map<Stage, List<Double>> times) {
        return times.values().stream().mapToInt(List::size).sum();
    }

    private static List<Estimate.Stage> stages(TrainingPlan plan, Map<Stage, List<Double>> times) {
        double slowest =
                times.values().stream().mapToDouble(StepProbe::typical).max().orElseThrow();
        return plan.stages().stream()
                .map(stage -> new Estimate.Stage(
                        stage.stage().number(),
                        stage.steps(),
                        times.containsKey(stage.stage()) ? typical(times.get(stage.stage())) : slowest))
                .toList();
    }

    /** The median of the steps after the first. */
    static double typical(List<Double> millis) {
        List<Double> counted = millis.size() > 1 ? millis.subList(1, millis.size()) : millis;
        return counted.stream().sorted().toList().get(counted.size() / 2);
    }
}
