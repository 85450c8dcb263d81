package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.semigda.checkpoint.FaultPoint.Moment;
import org.semigda.checkpoint.Manifest.Entry;

/** Writes a checkpoint so that a kill at any moment leaves a whole one. */
final class CheckpointWriter {

    /** How much room a folder's disk has. */
    @FunctionalInterface
    interface FreeSpace {

        long bytes(Path folder) throws IOException;

        /** As the file system says; endless where it does not know its own size. */
        static long ofDisk(Path folder) throws IOException {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() <= 0 ? Long.MAX_VALUE : store.getUsableSpace();
        }
    }

    /** Room for the manifest, the headers and whatever else writes to the disk meanwhile. */
    private static final long RESERVE = 1L << 20;

    private static final long HEADER_PER_TENSOR = 256;

    private static final double MIB = 1 << 20;

    private final FreeSpace space;
    private final FaultPoint faults;

    CheckpointWriter(FreeSpace space, FaultPoint faults) {
        this.space = space;
        this.faults = faults;
    }

    void write(Path folder, Snapshot snapshot) {
        CheckpointFolders folders = CheckpointFolders.of(folder);
        try {
            Files.createDirectories(folders.parent());
            folders.settle();
            requireSpace(folders, snapshot);
            grow(folders.writing(), snapshot);
            swap(folders);
        } catch (IOException e) {
            throw failed(folders, e);
        }
    }

    private void requireSpace(CheckpointFolders folders, Snapshot snapshot) throws IOException {
        long needed = RESERVE + size(snapshot.model()) + size(snapshot.ema()) + size(snapshot.trainer());
        long free = space.bytes(folders.parent());
        if (free < needed) {
            throw new CheckpointException(String.format(
                    Locale.ROOT,
                    "not enough room for the checkpoint %s: it needs %.1f MiB beside the old one and the disk has %.1f MiB"
                            + " left. Free some space, then resume the run.",
                    folders.place(),
                    needed / MIB,
                    free / MIB));
        }
    }

    private static long size(Map<String, TensorData> tensors) {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.data().remaining() + HEADER_PER_TENSOR)
                .sum();
    }

    /** Fills the new folder and forces it to disk, the manifest last. */
    private void grow(Path writing, Snapshot snapshot) throws IOException {
        Files.createDirectory(writing);
        faults.reached(Moment.FOLDER_MADE);
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(Checkpoint.MODEL, file(writing.resolve(Checkpoint.MODEL), snapshot.model()));
        faults.reached(Moment.FIRST_FILE_WRITTEN);
        entries.put(Checkpoint.EMA, file(writing.resolve(Checkpoint.EMA), snapshot.ema()));
        entries.put(Checkpoint.TRAINER, file(writing.resolve(Checkpoint.TRAINER), snapshot.trainer()));
        DurableFiles.forceFolder(writing);
        faults.reached(Moment.FILES_WRITTEN);

        Path part = writing.resolve(Checkpoint.MANIFEST + ".part");
        Files.writeString(part, Manifest.of(snapshot.info(), entries).toJson());
        DurableFiles.force(part);
        faults.reached(Moment.MANIFEST_WRITTEN);
        Files.move(part, writing.resolve(Checkpoint.MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(writing);
        faults.reached(Moment.MANIFEST_NAMED);
    }

    private static Entry file(Path file, Map<String, TensorData> tensors) throws IOException {
        Safetensors.write(file, tensors, Map.of());
        DurableFiles.force(file);
        return new Entry(Files.size(file), DurableFiles.sha256(file), tensors.size());
    }

    /** Gives the new folder its name. Between the two renames neither has it, but both are whole. */
    private void swap(CheckpointFolders folders) throws IOException {
        if (Files.exists(folders.place())) {
            Files.move(folders.place(), folders.previous(), StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.forceFolder(folders.parent());
        }
        faults.reached(Moment.OLD_MOVED_ASIDE);
        Files.move(folders.writing(), folders.place(), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(folders.parent());
        faults.reached(Moment.NEW_IN_PLACE);
        Files.deleteIfExists(folders.previous().resolve(Checkpoint.MANIFEST));
        faults.reached(Moment.OLD_HALF_DELETED);
        DurableFiles.delete(folders.previous());
    }

    /** Leaves the old checkpoint under its name and nothing half-written beside it, as far as the disk still lets us. */
    private static CheckpointException failed(CheckpointFolders folders, IOException e) {
        CheckpointException failure = new CheckpointException(
                "the checkpoint " + folders.place() + " could not be written: " + DurableFiles.reason(e)
                        + ". The one written before it, if any, is still there.",
                e);
        try {
            folders.settle();
        } catch (IOException | CheckpointException more) {
            failure.addSuppressed(more);
        }
        return failure;
    }
}
