package org.semigda.orchestrator.store;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.semigda.protocol.Wire;

/**
 * Writes the numbers of a run in the forms of other programs. Nothing is thinned. Forms that name the attempt have what every
 * attempt said. Blocks.
 */
public final class RunExports {

    private RunExports() {}

    /** Comma-separated values, one number a line: {@code id,attempt,time,stage,step,name,value}. */
    public static void csv(RunFolder run, MetricQuery query, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,attempt,time,stage,step,name,value\n");
            each(run::metrics, query, (line, values) -> {
                String start = line.id() + "," + line.attempt() + "," + line.time() + "," + line.stage() + ","
                        + line.step() + ",";
                for (Map.Entry<String, Double> value : values.entrySet()) {
                    out.write(start + quote(value.getKey()) + "," + value.getValue() + "\n");
                }
            });
        }
    }

    /** The lines of {@code metrics.jsonl} that are asked for. */
    public static void jsonLines(RunFolder run, MetricQuery query, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            each(
                    run::metrics,
                    query,
                    (line, values) -> out.write(Wire.write(new MetricLine(
                                    line.id(), line.attempt(), line.time(), line.stage(), line.step(), values))
                            + "\n"));
        }
    }

    /** A TensorBoard event file: the curves, each step as the newest attempt that reached it said it. */
    public static void tensorboard(RunFolder run, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            TensorboardFile events = new TensorboardFile(out, 0);
            each(run::curve, MetricQuery.ALL, (line, values) -> events.add(line.time(), line.step(), values));
        }
    }

    /** Puts the event file into the run's folder {@code tensorboard}, in place of the one of before. */
    public static void intoFolder(RunFolder run) throws IOException {
        if (run.metricsFile().bytes() == 0) {
            return;
        }
        Path folder = Files.createDirectories(run.path().resolve("tensorboard"));
        Path temporary = folder.resolve(".events.tmp");
        tensorboard(run, temporary);
        Files.move(temporary, folder.resolve(fileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** TensorBoard opens what has {@code tfevents} in its name. */
    public static String fileName() {
        return "events.out.tfevents.semigda";
    }

    private interface Lines {
        void line(MetricLine line, Map<String, Double> values) throws IOException;
    }

    private interface Source {
        void read(Consumer<MetricLine> reader) throws IOException;
    }

    private static void each(Source source, MetricQuery query, Lines lines) throws IOException {
        try {
            source.read(line -> {
                Map<String, Double> values = new TreeMap<>(line.values());
                values.keySet().removeIf(name -> !query.wants(name));
                if (values.isEmpty() || line.step() < query.from() || line.step() > query.to()) {
                    return;
                }
                try {
                    lines.line(line, values);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String quote(String text) {
        return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
