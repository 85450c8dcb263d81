package org.semigda.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A checkpoint on disk: a folder with {@code model.safetensors}, {@code ema.safetensors}, {@code trainer.safetensors},
 * where there is something for it {@code journal.safetensors}, and {@code manifest.json}, which has the size and SHA-256 of
 * each and is written last.
 *
 * <p>Whenever a writer is killed, a whole checkpoint stays: a new one grows in a hidden sibling folder, is forced to disk, and
 * only then takes the old one's name; the old one, moved aside, is deleted after that. A reader knows both hidden names.
 */
public final class Checkpoint {

    /** Describes a checkpoint. */
    public static final String MANIFEST = "manifest.json";

    static final String MODEL = "model.safetensors";
    static final String EMA = "ema.safetensors";
    static final String TRAINER = "trainer.safetensors";
    static final String JOURNAL = "journal.safetensors";

    private Checkpoint() {}

    /**
     * Writes a checkpoint, replacing the one that is there. One writer a folder at a time.
     *
     * @throws CheckpointException when the disk is too full or writing fails (the old one stays), or the folder holds
     *     something else
     */
    public static void write(Path folder, Snapshot snapshot) {
        new CheckpointWriter(CheckpointWriter.FreeSpace::ofDisk, FaultPoint.none()).write(folder, snapshot);
    }

    /**
     * Gives a checkpoint a second name, as {@link #write} would have written it. Files are shared where the disk can do
     * that, so that it takes no room.
     *
     * @throws CheckpointException when that fails; a checkpoint that had the second name stays
     */
    public static void link(Path from, Path folder) {
        new CheckpointWriter(CheckpointWriter.FreeSpace::ofDisk, FaultPoint.none()).link(from, folder);
    }

    /**
     * Deletes a checkpoint, if there is one.
     *
     * @throws CheckpointException when that fails, or the folder holds something else
     */
    public static void delete(Path folder) {
        new CheckpointWriter(CheckpointWriter.FreeSpace::ofDisk, FaultPoint.none()).delete(folder);
    }

    /**
     * Reads a checkpoint and verifies every byte of it.
     *
     * @throws CheckpointException when there is none, or it is damaged; names the file and both hashes
     */
    public static Snapshot read(Path folder) {
        return CheckpointReader.read(folder);
    }

    /** What a checkpoint says about itself, without reading its tensors. Throws as {@link #read} does. */
    public static CheckpointInfo info(Path folder) {
        return CheckpointReader.info(folder);
    }

    /**
     * Reads and verifies only what predictions need: {@code trainer} and {@code journal} are empty, and {@code ema} too unless the averaged
     * weights are asked for (they go over {@code model}, which has what is not averaged). Throws as {@link #read} does.
     */
    public static Snapshot weights(Path folder, Weights weights) {
        return CheckpointReader.weights(folder, weights);
    }

    /** Whether there is a checkpoint, whole by the look of it: the manifest is sound and every file has its size. */
    public static boolean exists(Path folder) {
        return CheckpointFolders.isComplete(CheckpointFolders.of(folder).readable());
    }

    /** The same as {@link #newest(Path, Consumer)}, telling nobody of damage. */
    public static Optional<Path> newest(Path checkpoints) {
        return newest(checkpoints, damage -> {});
    }

    /**
     * The whole checkpoint with the most steps done among the folders in {@code checkpoints}; empty when there is none, or
     * no such folder. Every byte of it was verified. What a killed writer left counts if it is whole, so the name may be a
     * hidden one; it can be read like any other, until the next {@link #write} in its place.
     *
     * @param damage hears, in one line each, of checkpoints that were passed over because they are damaged
     */
    public static Optional<Path> newest(Path checkpoints, Consumer<String> damage) {
        return CheckpointSearch.newest(checkpoints, damage);
    }
}
