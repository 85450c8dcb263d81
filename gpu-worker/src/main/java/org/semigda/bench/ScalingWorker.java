package org.semigda.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.semigda.conf.Keys;
import org.semigda.conf.Presets;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.DataSet;
import org.semigda.data.LabelledShare;
import org.semigda.data.LoaderSettings;
import org.semigda.data.Split;
import org.semigda.protocol.Wire;
import org.semigda.torch.Device;
import org.semigda.torch.GroupTimeouts;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.ProcessGroup;
import org.semigda.torch.Rendezvous;
import org.semigda.torch.TorchNatives;
import org.semigda.train.GradientSync;
import org.semigda.train.Position;
import org.semigda.train.Stage;
import org.semigda.train.StagePlan;
import org.semigda.train.Trainer;
import org.semigda.train.TrainingPlan;

/**
 * One worker of a {@link ScalingBench}, a process of its own: stage 2 of a preset with one thread, loading included. Rank 0
 * prints its port and what it measured.
 */
final class ScalingWorker {

    private static final String LOOPBACK = "127.0.0.1";

    private ScalingWorker() {}

    /** RANK SIZE PORT DATA PRESET WARM STEPS BATCHES; the port of rank 0 is 0. */
    public static void main(String[] words) {
        int rank = Integer.parseInt(words[0]);
        int size = Integer.parseInt(words[1]);
        int warm = Integer.parseInt(words[5]);
        int steps = Integer.parseInt(words[6]);
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        Settings settings = batches(Presets.get(words[4]), Integer.parseInt(words[7]));
        GradientSync sync =
                size == 1 ? GradientSync.none() : GradientSync.over(meet(rank, size, Integer.parseInt(words[2])));
        try (Trainer trainer = trainer(settings, warm + steps, sync);
                BatchLoader loader = loader(settings, Path.of(words[3]), sync)) {
            steps(trainer, loader, warm, new TreeMap<>());
            Map<String, Double> parts = new TreeMap<>();
            long cpu = processorNanos();
            long start = System.nanoTime();
            steps(trainer, loader, steps, parts);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (rank == 0) {
                int images = settings.get(Keys.BATCH_LABELLED) + settings.get(Keys.BATCH_UNLABELLED);
                parts.replaceAll((part, millis) -> millis / steps);
                System.out.println("result "
                        + Wire.write(new ScalingBench.Measured(
                                images * steps / seconds,
                                1000 * seconds / steps,
                                (processorNanos() - cpu) / 1e6 / steps,
                                parts)));
            }
            sync.fromFirst(0L);
        }
    }

    /** The settings with so many times as many images in a step. */
    private static Settings batches(Settings settings, int times) {
        return settings.with(Map.of(
                Keys.BATCH_LABELLED.key(), Integer.toString(times * settings.get(Keys.BATCH_LABELLED)),
                Keys.BATCH_UNLABELLED.key(), Integer.toString(times * settings.get(Keys.BATCH_UNLABELLED))));
    }

    /** Processor time of this process, all its threads together. */
    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime()
                : 0;
    }

    private static ProcessGroup meet(int rank, int size, int port) {
        GroupTimeouts timeouts = GroupTimeouts.DEFAULT;
        Rendezvous at = rank == 0 ? Rendezvous.open(port, timeouts) : Rendezvous.connect(LOOPBACK, port, timeouts);
        if (rank == 0) {
            System.out.println("port " + at.port());
        }
        return ProcessGroup.form(at, rank, size, LOOPBACK, Device.CPU, timeouts);
    }

    private static Trainer trainer(Settings settings, int steps, GradientSync sync) {
        if (!sync.place().first()) {
            return Trainer.follow(Device.CPU, sync);
        }
        TrainingPlan plan = new TrainingPlan(List.of(new StagePlan(Stage.SEGMENTATION, steps, steps)));
        Trainer trainer = Trainer.create(settings, plan, Device.CPU);
        trainer.lead(sync);
        return trainer;
    }

    private static BatchLoader loader(Settings settings, Path data, GradientSync sync) {
        DataSet set = DataSet.open(data);
        LoaderSettings loading = new LoaderSettings(
                settings.get(Keys.IMAGE_SIZE),
                settings.get(Keys.IMAGE_SIZE),
                settings.get(Keys.BATCH_LABELLED),
                settings.get(Keys.BATCH_UNLABELLED),
                settings.get(Keys.STAGE0_BATCH) / 2,
                settings.get(Keys.MODEL_CLASSES),
                settings.get(Keys.SEED),
                true,
                1L << 28,
                1);
        Split split = Split.seeded(set, LabelledShare.parse("50%"), 0.1, 0.1, 1);
        return new BatchLoader(set, split, loading, Optional.empty(), sync.place());
    }

    /** Does steps and adds up the milliseconds of their parts. */
    private static void steps(Trainer trainer, BatchLoader loader, int count, Map<String, Double> parts) {
        for (int i = 0; i < count; i++) {
            Position next = trainer.position();
            try (Batch batch = loader.training(next.stage().number(), next.stageStep())) {
                trainer.step(batch).values().forEach((name, value) -> {
                    if (name.startsWith("time/")) {
                        parts.merge(
                                name.substring("time/".length(), name.length() - "_ms".length()), value, Double::sum);
                    }
                });
            }
        }
    }
}
