package org.semigda.infer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.semigda.checkpoint.Checkpoint;
import org.semigda.checkpoint.Weights;
import org.semigda.conf.UserError;

/**
 * The checkpoint, and which of its weights, that a path given by a user stands for.
 *
 * @param folder of the checkpoint
 */
record CheckpointChoice(Path folder, Weights weights) {

    /** Where to look in a run's {@code checkpoints} folder when none is named. */
    private static final List<String> PREFERRED = List.of("best", "best-ema", "last");

    /** What a path may be, for messages. */
    private static final String WANTED =
            "give a checkpoint's folder (such as runs/ID/checkpoints/best), a file in it, or a run's folder";

    /**
     * A checkpoint's folder or a file in it ({@code model.safetensors}: the trained weights, {@code ema.safetensors}: the
     * averaged ones), a run's folder or its {@code checkpoints} folder. From these two the best is taken: of
     * {@code best} and {@code best-ema} the one whose own validation Dice is higher, {@code last} if neither is there.
     *
     * @throws UserError when there is none
     */
    static CheckpointChoice of(Path path) {
        Path place = path.toAbsolutePath().normalize();
        if (Files.isRegularFile(place)) {
            return ofFile(place);
        }
        if (Checkpoint.exists(place) || Files.isRegularFile(place.resolve(Checkpoint.MANIFEST))) {
            return of(place, Checkpoint.info(place).weights());
        }
        if (!Files.isDirectory(place)) {
            throw new UserError("no such checkpoint: " + path + "; " + WANTED);
        }
        Path inside = Files.isDirectory(place.resolve("checkpoints")) ? place.resolve("checkpoints") : place;
        return best(inside)
                .orElseThrow(() -> new UserError(
                        "no checkpoint in " + path + "; " + WANTED + ". A run has none before its first save."));
    }

    private static CheckpointChoice of(Path folder, Weights weights) {
        return new CheckpointChoice(folder, weights);
    }

    private static CheckpointChoice ofFile(Path file) {
        Path folder = file.resolveSibling("");
        String name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(folder.resolve(Checkpoint.MANIFEST))) {
            throw new UserError(file + " has no " + Checkpoint.MANIFEST
                    + " beside it, so the model's settings are unknown; " + WANTED);
        }
        return switch (name) {
            case "model.safetensors" -> of(folder, Weights.TRAINED);
            case "ema.safetensors" -> of(folder, Weights.AVERAGED);
            case Checkpoint.MANIFEST -> of(folder, Checkpoint.info(folder).weights());
            default -> throw new UserError(file + " does not hold a model; " + WANTED);
        };
    }

    private static Optional<CheckpointChoice> best(Path checkpoints) {
        List<Path> there = PREFERRED.stream()
                .map(checkpoints::resolve)
                .filter(Checkpoint::exists)
                .toList();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        Path chosen = there.get(0);
        for (Path other : there) {
            if (!other.endsWith("last") && dice(other) > dice(chosen)) {
                chosen = other;
            }
        }
        return Optional.of(of(chosen, Checkpoint.info(chosen).weights()));
    }

    private static double dice(Path checkpoint) {
        return Checkpoint.info(checkpoint).scores().getOrDefault("dice", -1.0);
    }
}
