package org.semigda.benchmarks;

import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** What Java adds to an operation of LibTorch: a call that does nothing to speak of, and one whose result a scope frees. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NativeCallBenchmark {

    private Tensor number = new Tensor();

    @Setup(Level.Trial)
    public void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        number = TorchScope.keep(Tensors.of(new float[] {1}, 1));
    }

    @TearDown(Level.Trial)
    public void free() {
        number.close();
    }

    @Benchmark
    public long call() {
        return number.numel();
    }

    @Benchmark
    public long scopeAndSum() {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            return number.add(number).numel();
        }
    }
}
