package org.semigda.worker;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.semigda.data.PhantomGenerator;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunEvents;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunSpec;

/** A run of a real, tiny network on generated images, eight steps long. */
final class TinyTraining {

    static final RunId RUN = new RunId("r-1");

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("image.size", "32"),
            Map.entry("vae.multipliers", "1,1,1,1"),
            Map.entry("batch.labelled", "1"),
            Map.entry("batch.unlabelled", "1"),
            Map.entry("data.labelled", "50%"),
            Map.entry("stage0.batch", "2"),
            Map.entry("stage0.steps", "4"),
            Map.entry("stage1.steps", "2"),
            Map.entry("stage2.steps", "2"),
            Map.entry("checkpoint.every", "1"),
            Map.entry("checkpoint.keep", "1"),
            Map.entry("threads", "1"));

    private TinyTraining() {}

    /** Its specification, with some settings changed; the images are made in the folder. */
    static RunSpec spec(Path folder, Map<String, String> changes) throws IOException {
        Path data = folder.resolve("data");
        PhantomGenerator.write(data, 12, 32, 1);
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.putAll(changes);
        return new RunSpec(RunSpec.VERSION, "tiny", data.toString(), "demo", settings);
    }

    /** What a message to the orchestrator says. */
    static List<RunEvent.Body> bodies(Object message) {
        List<RunEvent> said = message instanceof RunEvents several ? several.events() : List.of((RunEvent) message);
        return said.stream().map(RunEvent::body).toList();
    }

    static void awaitCondition(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen in time");
            }
            Thread.sleep(10);
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
}
