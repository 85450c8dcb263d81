package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads a checkpoint, which a writer may be replacing at the same time. */
final class CheckpointReader {

    /** More replacements than this during one read are not believable. */
    private static final int TRIES = 5;

    private CheckpointReader() {}

    static Snapshot read(Path folder) {
        return reading(
                folder,
                (place, manifest) -> new Snapshot(
                        tensors(place, manifest, Checkpoint.MODEL),
                        tensors(place, manifest, Checkpoint.EMA),
                        tensors(place, manifest, Checkpoint.TRAINER),
                        manifest.files().containsKey(Checkpoint.JOURNAL)
                                ? tensors(place, manifest, Checkpoint.JOURNAL)
                                : Map.of(),
                        manifest.info()));
    }

    static CheckpointInfo info(Path folder) {
        return reading(folder, (place, manifest) -> manifest.info());
    }

    static Snapshot weights(Path folder, Weights weights) {
        return reading(folder, (place, manifest) -> {
            Map<String, TensorData> averaged =
                    weights == Weights.AVERAGED ? tensors(place, manifest, Checkpoint.EMA) : Map.of();
            if (weights == Weights.AVERAGED && averaged.isEmpty()) {
                throw new CheckpointException("the checkpoint " + place
                        + " has no averaged weights (ema.safetensors is empty); use its trained ones");
            }
            return new Snapshot(tensors(place, manifest, Checkpoint.MODEL), averaged, Map.of(), manifest.info());
        });
    }

    /** Checks every byte of the checkpoint in exactly this folder. */
    static void verify(Path place) {
        Manifest manifest = Manifest.read(place);
        manifest.files().keySet().forEach(name -> manifest.requireHash(place, name));
    }

    private static Map<String, TensorData> tensors(Path place, Manifest manifest, String name) {
        manifest.requireHash(place, name);
        try {
            return Safetensors.read(place.resolve(name));
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + place.resolve(name) + ": " + DurableFiles.reason(e), e);
        }
    }

    /**
     * Reads, and reads anew if the checkpoint was replaced meanwhile: then the manifest and the files that were read may
     * belong to two checkpoints.
     */
    private static <T> T reading(Path folder, BiFunction<Path, Manifest, T> work) {
        CheckpointFolders folders = CheckpointFolders.of(folder);
        for (int tries = 1; ; tries++) {
            Seen before = Seen.of(folders);
            try {
                T result = work.apply(before.place, Manifest.read(before.place));
                if (tries == TRIES || before.equals(Seen.of(folders))) {
                    return result;
                }
            } catch (CheckpointException e) {
                if (tries == TRIES || before.equals(Seen.of(folders))) {
                    throw e;
                }
            }
        }
    }

    /** Which checkpoint is there: its folder, and its manifest's check unless that cannot be read. */
    private record Seen(Path place, Optional<String> check) {

        static Seen of(CheckpointFolders folders) {
            Path place = folders.readable();
            try {
                return new Seen(place, Optional.of(Manifest.read(place).check()));
            } catch (CheckpointException e) {
                return new Seen(place, Optional.empty()); // told by the read that follows
            }
        }
    }
}
