package org.semigda.it;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.StoredEvent;
import org.semigda.protocol.Wire;

/** A run of many steps and twenty curves, as its folder holds it after the end. */
final class LongRun {

    static final RunId ID = new RunId("20261123-101500-aaaa");

    /** Twenty curves, by the names a worker gives them. */
    private static final String[] NAMES = {
        "loss/total",
        "loss/sup_p",
        "loss/unsup_p",
        "loss/sup_s",
        "loss/unsup_s",
        "loss/l1",
        "loss/mse",
        "loss/kl",
        "lr/mapping",
        "lr/encoder",
        "lambda_u",
        "gradient_norm",
        "speed/images_per_second",
        "time/data_ms",
        "time/forward_ms",
        "time/backward_ms",
        "time/optimizer_ms",
        "time/sync_ms",
        "time/step_ms",
        "latent_spread"
    };

    private static final long BEGAN = 1_790_000_000_000L;

    private LongRun() {}

    /** The values of one step: falling, with noise of a tenth. */
    static Map<String, Double> values(long step, long steps, Random random) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            double trend = (i + 1) * (0.1 + Math.exp(-4.0 * step / steps));
            values.put(NAMES[i], trend * (1 + 0.1 * random.nextGaussian()));
        }
        return values;
    }

    /** Writes the run into a home. */
    static void write(Path home, int steps) throws IOException {
        RunSpec spec = new RunSpec(RunSpec.VERSION, "a long run", "/data/long", "small", Map.of());
        RunRecord record = RunRecord.queued(ID, spec, Map.of("method", "semigda"), BEGAN, "test")
                .to(RunState.STARTING, BEGAN + 1)
                .to(RunState.RUNNING, BEGAN + 2)
                .to(RunState.COMPLETED, BEGAN + 3);
        Path folder = Files.createDirectories(home.resolve("runs").resolve(ID.value()));
        Random random = new Random(1);
        try (BufferedWriter events = Files.newBufferedWriter(folder.resolve("events.jsonl"));
                BufferedWriter metrics = Files.newBufferedWriter(folder.resolve("metrics.jsonl"))) {
            for (int step = 1; step <= steps; step++) {
                Map<String, Double> values = values(step, steps, random);
                long time = BEGAN + step;
                RunEvent.Metrics body = new RunEvent.Metrics(2, step, values);
                events.write(Wire.write(new StoredEvent(step, new RunEvent(ID, 1, step, time, body))));
                events.write('\n');
                metrics.write("{\"id\":" + step + ",\"attempt\":1,\"time\":" + time + ",\"stage\":2,\"step\":" + step
                        + ",\"values\":" + Wire.write(values) + "}\n");
            }
        }
        Files.writeString(folder.resolve("run.json"), record.toJson().encodePrettily());
    }
}
