package org.semigda.infer.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.semigda.checkpoint.CheckpointInfo;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.Settings;
import org.semigda.infer.OpenModel;

/**
 * The model a report is about.
 *
 * @param checkpoint its folder
 * @param settings it was trained with
 * @param info what its checkpoint says
 * @param weights which of the checkpoint's weights were used
 */
public record Subject(Path checkpoint, Settings settings, CheckpointInfo info, Weights weights) {

    /** An opened model. */
    public static Subject of(OpenModel open) {
        return new Subject(
                open.checkpoint().toAbsolutePath().normalize(), open.settings(), open.info(), open.weights());
    }

    /** The checkpoint's name, such as {@code best-ema}. */
    String name() {
        return String.valueOf(checkpoint.getFileName());
    }

    /** The folder of the run that the checkpoint lies in: RUN/checkpoints/NAME. */
    Optional<Path> run() {
        Path run = checkpoint.resolve("../..").normalize();
        boolean holdsRun =
                Files.isRegularFile(run.resolve("run.json")) || Files.isRegularFile(run.resolve("split.json"));
        return holdsRun ? Optional.of(run) : Optional.empty();
    }
}
