package org.semigda.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.semigda.protocol.Wire;

/**
 * How much faster several one-thread workers train than one. Strong scaling: the batch is that of the preset and is divided
 * among them, as a run's is. Weak scaling: every worker has the preset's whole batch. Each worker is a process, on Linux held on a core of its own; one and several take turns, so
 * that other work on the machine meets both.
 */
public final class ScalingBench {

    private static final boolean PINNED =
            System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT).contains("linux");

    private final Path data;
    private final String preset;
    private final int workers;
    private final int warm;
    private final int steps;
    private final boolean weak;

    /**
     * Medians over the rounds.
     *
     * @param one images a second of one worker
     * @param several images a second of several together
     * @param ratio median of each round's ratio
     * @param stepMillisOne milliseconds of a step of one worker
     * @param stepMillisSeveral of several
     * @param exchangeShare share of the step that rank 0 waits for others
     * @param partsOne milliseconds of the parts of a step of one worker: forward, backward, optimizer, average
     * @param partsSeveral of rank 0 of several, where {@code sync} is what it waits for others
     * @param processorMillisOne processor time of a step of one worker, which other work on the machine hardly changes
     * @param processorMillisSeveral of rank 0 of several
     * @param ratios of every round
     */
    public record Result(
            int workers,
            double one,
            double several,
            double ratio,
            double stepMillisOne,
            double stepMillisSeveral,
            double exchangeShare,
            double processorMillisOne,
            double processorMillisSeveral,
            Map<String, Double> partsOne,
            Map<String, Double> partsSeveral,
            List<Double> ratios) {

        public Result {
            partsOne = new TreeMap<>(partsOne);
            partsSeveral = new TreeMap<>(partsSeveral);
            ratios = List.copyOf(ratios);
        }
    }

    /**
     * What one worker, the first of its group, measured.
     *
     * @param imagesPerSecond of the group
     * @param parts milliseconds of a step, by part
     */
    record Measured(double imagesPerSecond, double stepMillis, double processorMillis, Map<String, Double> parts) {

        double exchangeShare() {
            return parts.getOrDefault("sync", 0.0) / stepMillis;
        }
    }

    /**
     * @param data folder of images with masks
     * @param preset whose stage 2 is measured
     * @param workers in the larger group
     * @param warm steps before those that are timed
     * @param steps timed in each round
     * @param weak whether every worker has the preset's whole batch, instead of its part of it
     */
    public ScalingBench(Path data, String preset, int workers, int warm, int steps, boolean weak) {
        this.data = data;
        this.preset = preset;
        this.workers = workers;
        this.warm = warm;
        this.steps = steps;
        this.weak = weak;
    }

    /** Measures one and several in turn, so many times. */
    public Result run(int rounds) throws InterruptedException {
        List<Measured> one = new ArrayList<>();
        List<Measured> several = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            one.add(measure(1));
            several.add(measure(workers));
            ratios.add(several.get(i).imagesPerSecond() / one.get(i).imagesPerSecond());
        }
        return new Result(
                workers,
                median(one, Measured::imagesPerSecond),
                median(several, Measured::imagesPerSecond),
                median(ratios, ratio -> ratio),
                median(one, Measured::stepMillis),
                median(several, Measured::stepMillis),
                median(several, Measured::exchangeShare),
                median(one, Measured::processorMillis),
                median(several, Measured::processorMillis),
                parts(one),
                parts(several),
                ratios);
    }

    private Measured measure(int size) throws InterruptedException {
        List<Process> processes = new ArrayList<>();
        try {
            Process first = start(0, size, 0);
            processes.add(first);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("port")) {
                    for (int rank = 1; rank < size; rank++) {
                        processes.add(start(rank, size, Integer.parseInt(words[1])));
                    }
                } else if (words[0].equals("result")) {
                    Measured measured = Wire.read(words[1], Measured.class);
                    for (Process process : processes) {
                        process.waitFor();
                    }
                    return measured;
                }
            }
            throw new IllegalStateException("a worker of the benchmark ended without a result; see what it printed");
        } catch (IOException e) {
            throw new UncheckedIOException("a worker of the benchmark cannot be started", e);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private Process start(int rank, int size, int port) throws IOException {
        List<String> command = new ArrayList<>();
        if (PINNED) {
            command.addAll(List.of("taskset", "-c", Integer.toString(rank)));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ScalingWorker.class.getName(),
                Integer.toString(rank),
                Integer.toString(size),
                Integer.toString(port),
                data.toString(),
                preset,
                Integer.toString(warm),
                Integer.toString(steps),
                Integer.toString(weak ? size : 1)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (rank > 0) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        return builder.start();
    }

    private static Map<String, Double> parts(List<Measured> rounds) {
        Map<String, Double> parts = new TreeMap<>();
        for (String part : rounds.get(0).parts().keySet()) {
            parts.put(part, median(rounds, round -> round.parts().getOrDefault(part, 0.0)));
        }
        return parts;
    }

    private static <T> double median(List<T> values, ToDoubleFunction<T> number) {
        double[] sorted = values.stream().mapToDouble(number).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
