package org.semigda.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.data.Batch;
import org.semigda.data.SyntheticBatches;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.train.DeviceSettings;
import org.semigda.train.Stage;
import org.semigda.train.StagePlan;
import org.semigda.train.StepResult;
import org.semigda.train.Trainer;
import org.semigda.train.TrainingPlan;

/**
 * Times whole training steps of stage 2 on random images, exactly as a run does them: batch to tensors, forward, backward,
 * check, update, running average. Weights are random too (for {@code vae.kind=taesd} those that the settings name).
 */
public final class StepBench {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double GIGA = 1e9;
    private static final String PHASE = "time/";

    private final Settings settings;
    private final Device device;
    private final int warmup;
    private final int steps;
    private final boolean partly;

    /**
     * What was measured. Times are medians over the timed steps, in milliseconds.
     *
     * @param threads of one native operation
     * @param images in a batch
     * @param size height and width of an image
     * @param stepMillis a whole step, by the clock
     * @param minMillis the fastest step
     * @param maxMillis the slowest step
     * @param cpuMillis processor time of the whole process in a step; counts the busy waiting of idle threads too
     * @param phaseMillis parts of the step by name; {@code other} is what no part claims
     * @param parts the networks measured one by one after the steps; empty unless asked for
     * @param recorded native operations of a step that LibTorch recorded for the backward pass
     * @param heapKiB memory that the calling thread allocated on Java's heap in a step, handles of native objects included
     * @param peakResidentMiB most memory the process has held, 0 where the system does not tell
     * @param gigaflop floating-point operations of a step's convolutions and attentions, in 10^9
     * @param gigaflopPerSecond the same each second
     * @param peakConvolution 10^9 operations a second of a large convolution in the same precision, measured just before
     * @param peakMatrix the same of a large matrix product
     */
    public record Result(
            String device,
            String precision,
            int threads,
            int images,
            int size,
            int steps,
            double stepMillis,
            double minMillis,
            double maxMillis,
            double cpuMillis,
            double imagesPerSecond,
            Map<String, Double> phaseMillis,
            List<StepParts.Part> parts,
            long recorded,
            double heapKiB,
            double peakResidentMiB,
            double gigaflop,
            double gigaflopPerSecond,
            double peakConvolution,
            double peakMatrix) {}

    /**
     * @param settings of a run; its devices and steps are not looked at
     * @param warmup untimed steps before
     * @param steps timed ones, at least 1
     * @param partly whether the networks are measured one by one too
     */
    public StepBench(Settings settings, Device device, int warmup, int steps, boolean partly) {
        if (warmup < 0 || steps < 1) {
            throw new IllegalArgumentException(
                    "warm-up and steps must be at least 0 and 1, were " + warmup + " and " + steps);
        }
        this.settings = settings;
        this.device = device;
        this.warmup = warmup;
        this.steps = steps;
        this.partly = partly;
    }

    /** Measures on the calling thread; LibTorch is loaded with the settings' threads. */
    public Result run() {
        int threads = settings.get(Keys.THREADS);
        NativeLimits limits =
                threads == 0 ? NativeLimits.defaults() : NativeLimits.defaults().withThreads(threads);
        int used = TorchNatives.load(limits).threads();
        DeviceSettings.of(settings).apply(device);
        boolean bf16 = settings.get(Keys.PRECISION) == Keys.Precision.BF16;
        TrainingPlan plan = new TrainingPlan(List.of(new StagePlan(Stage.SEGMENTATION, warmup + steps + 1L, 1)));
        Timed timed;
        List<StepParts.Part> parts;
        double flop;
        try (Trainer trainer = Trainer.create(settings, plan, device)) {
            flop = new StepCost(settings).operations(trainer.model().state());
            timed = time(trainer);
            parts = partly ? new StepParts(trainer.model(), settings, steps).measure() : List.of();
        }
        MachinePeak peak = MachinePeak.measure(device, bf16);
        double millis = median(timed.wall);
        int images = settings.get(Keys.BATCH_LABELLED) + settings.get(Keys.BATCH_UNLABELLED);
        return new Result(
                device.toString(),
                bf16 ? "bf16" : "fp32",
                used,
                images,
                settings.get(Keys.IMAGE_SIZE),
                steps,
                millis,
                Arrays.stream(timed.wall).min().orElseThrow(),
                Arrays.stream(timed.wall).max().orElseThrow(),
                median(timed.cpu),
                images * 1000 / millis,
                timed.phases(millis),
                parts,
                timed.recorded,
                median(timed.heap) / 1024,
                timed.residentMiB,
                flop / GIGA,
                flop / GIGA * 1000 / millis,
                peak.convolution() / GIGA,
                peak.matrix() / GIGA);
    }

    private Timed time(Trainer trainer) {
        Timed timed = new Timed(steps);
        try (SyntheticBatches batches = new SyntheticBatches(
                settings.get(Keys.BATCH_LABELLED),
                settings.get(Keys.BATCH_UNLABELLED),
                settings.get(Keys.IMAGE_SIZE),
                settings.get(Keys.MODEL_CLASSES),
                settings.get(Keys.SEED))) {
            for (int step = -warmup; step < steps; step++) {
                try (Batch batch = batches.next()) {
                    long recorded = torch.peek();
                    long heap = allocatedBytes();
                    long cpu = cpuNanos();
                    long wall = System.nanoTime();
                    StepResult result = trainer.step(batch);
                    if (step >= 0) {
                        timed.wall[step] = (System.nanoTime() - wall) / NANOS_PER_MILLI;
                        timed.cpu[step] = (cpuNanos() - cpu) / NANOS_PER_MILLI;
                        timed.heap[step] = allocatedBytes() - heap;
                        timed.recorded = torch.peek() - recorded;
                        timed.add(result.values(), step);
                    }
                }
            }
        }
        timed.residentMiB = ProcessMemory.peakResidentMiB();
        return timed;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime()
                : 0;
    }

    private static long allocatedBytes() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean hotspot
                ? hotspot.getCurrentThreadAllocatedBytes()
                : 0;
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The timed steps one by one. */
    private static final class Timed {

        private final double[] wall;
        private final double[] cpu;
        private final double[] heap;
        private final Map<String, double[]> phases = new TreeMap<>();
        private double residentMiB;
        private long recorded;

        Timed(int steps) {
            wall = new double[steps];
            cpu = new double[steps];
            heap = new double[steps];
        }

        void add(Map<String, Double> values, int step) {
            values.forEach((name, value) -> {
                if (name.startsWith(PHASE)) {
                    String phase = name.substring(PHASE.length()).replaceFirst("_ms$", "");
                    phases.computeIfAbsent(phase, any -> new double[wall.length])[step] = value;
                }
            });
        }

        Map<String, Double> phases(double whole) {
            Map<String, Double> medians = new LinkedHashMap<>();
            phases.forEach((name, values) -> medians.put(name, median(values)));
            double known =
                    medians.values().stream().mapToDouble(Double::doubleValue).sum();
            medians.put("other", whole - known);
            return medians;
        }
    }
}
