package org.semigda.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunEvents;
import org.semigda.protocol.RunId;
import org.semigda.protocol.Wire;

/** Events of 20 numbers as JSON and back: one, as a step gives it, and 128, as a worker sends what has piled up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventsBenchmark {

    private final RunEvent one = event(1);
    private final RunEvents many = new RunEvents(
            IntStream.rangeClosed(1, 128).mapToObj(EventsBenchmark::event).toList());
    private final String written = Wire.write(one);
    private final String manyWritten = Wire.write(many);

    private static RunEvent event(long step) {
        Map<String, Double> values = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            values.put("loss/part_" + i, Math.sin(step + i));
        }
        return new RunEvent(new RunId("20260101-000000-abcd"), 1, step, step, new RunEvent.Metrics(2, step, values));
    }

    @Benchmark
    public String write() {
        return Wire.write(one);
    }

    @Benchmark
    public RunEvent read() {
        return Wire.read(written, RunEvent.class);
    }

    @Benchmark
    public String write128() {
        return Wire.write(many);
    }

    @Benchmark
    public List<RunEvent> read128() {
        return Wire.read(manyWritten, RunEvents.class).events();
    }
}
