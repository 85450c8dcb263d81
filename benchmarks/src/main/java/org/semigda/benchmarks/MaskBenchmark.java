package org.semigda.benchmarks;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.semigda.metrics.BinaryMask;
import org.semigda.metrics.Hausdorff;

/** The distances between two masks of 224 x 224 pixels, two discs that overlap: what scoring an image costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MaskBenchmark {

    private static final int SIDE = 224;

    private final BinaryMask truth = disc(100, 60);
    private final BinaryMask prediction = disc(118, 52);

    private static BinaryMask disc(int centre, int radius) {
        boolean[] inside = new boolean[SIDE * SIDE];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = Math.hypot(i % SIDE - centre, (double) (i / SIDE) - centre) <= radius;
        }
        return BinaryMask.of(SIDE, SIDE, inside);
    }

    @Benchmark
    public OptionalDouble hd95() {
        return Hausdorff.hd95(truth, prediction);
    }

    @Benchmark
    public double hd95Released() {
        return Hausdorff.hd95Released(truth, prediction);
    }
}
