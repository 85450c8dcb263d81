package org.semigda.cli.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;

/** The folder of a run of {@code train}: what may be started in it. */
final class RunFolder {

    private RunFolder() {}

    /** Where the checkpoints are. */
    static Path checkpoints(Path folder) {
        return folder.resolve("checkpoints");
    }

    /** The checkpoint to use: of the best trained and the best averaged weights the better ones, or the last. */
    static Path best(Path folder) {
        return Stream.of("best", "best-ema")
                .map(checkpoints(folder)::resolve)
                .filter(Checkpoint::exists)
                .max(Comparator.comparingDouble(RunFolder::dice))
                .orElse(checkpoints(folder).resolve("last"));
    }

    private static double dice(Path checkpoint) {
        return Checkpoint.info(checkpoint).scores().getOrDefault("dice", -1.0);
    }

    /** Whether a run was started here. */
    static boolean holdsRun(Path folder) {
        return Files.exists(folder.resolve("run.json")) || Files.exists(checkpoints(folder));
    }

    /**
     * Checks that a new run can be started in a folder.
     *
     * @throws UserError when it holds a run or something else, or is no folder
     */
    static void requireFree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new UserError("--out " + folder + " is a file; name a folder");
        }
        if (holdsRun(folder)) {
            throw new UserError(
                    "--out " + folder + " holds a run already; continue it with --resume, or name another folder");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            Optional<Path> first = inside.filter(
                            path -> !path.getFileName().toString().startsWith("."))
                    .findFirst();
            if (first.isPresent()) {
                throw new UserError("--out " + folder + " is not empty ("
                        + first.get().getFileName() + "); name a new or empty folder");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be listed", e);
        }
    }

    /**
     * Checks that the run in a folder can be continued with these settings.
     *
     * @throws UserError when there is no run, no whole checkpoint, or one of another configuration
     */
    static void requireResumable(Path folder, Settings settings) {
        if (!holdsRun(folder)) {
            throw new UserError("--out " + folder + " holds no run to resume; start one without --resume");
        }
        Path newest = Checkpoint.newest(checkpoints(folder))
                .orElseThrow(() -> new UserError("--out " + folder
                        + " holds no whole checkpoint to resume from; start again in another folder"));
        Checkpoint.info(newest).requireSettings(settings.toMap());
    }
}
