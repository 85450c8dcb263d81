package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.semigda.checkpoint.FaultPoint.Moment;
import org.semigda.checkpoint.Manifest.Entry;

/** Writes and deletes checkpoints so that a kill at any moment leaves a whole one. */
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

    /** Fills a new, empty folder with all but the manifest, which it answers. */
    @FunctionalInterface
    private interface Filler {
        Manifest fill(Path writing) throws IOException;
    }

    void write(Path folder, Snapshot snapshot) {
        long bytes =
                size(snapshot.model()) + size(snapshot.ema()) + size(snapshot.trainer()) + size(snapshot.journal());
        replace(folder, bytes, writing -> {
            Map<String, Entry> entries = new LinkedHashMap<>();
            entries.put(Checkpoint.MODEL, file(writing.resolve(Checkpoint.MODEL), snapshot.model()));
            faults.reached(Moment.FIRST_FILE_WRITTEN);
            entries.put(Checkpoint.EMA, file(writing.resolve(Checkpoint.EMA), snapshot.ema()));
            faults.reached(Moment.SECOND_FILE_WRITTEN);
            entries.put(Checkpoint.TRAINER, file(writing.resolve(Checkpoint.TRAINER), snapshot.trainer()));
            if (!snapshot.journal().isEmpty()) {
                entries.put(Checkpoint.JOURNAL, file(writing.resolve(Checkpoint.JOURNAL), snapshot.journal()));
            }
            return Manifest.of(snapshot.info(), entries);
        });
    }

    /** Gives a checkpoint a second name. The files are shared where the disk can do that, else copied. */
    void link(Path from, Path folder) {
        Manifest manifest = Manifest.read(from);
        replace(folder, 0, writing -> {
            Moment[] moments = {Moment.FIRST_FILE_WRITTEN, Moment.SECOND_FILE_WRITTEN};
            int done = 0;
            for (String name : manifest.files().keySet()) {
                share(from.resolve(name), writing.resolve(name));
                if (done < moments.length) {
                    faults.reached(moments[done++]);
                }
            }
            return manifest;
        });
    }

    private static void share(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(from, to);
            DurableFiles.force(to);
        }
    }

    /** Deletes a checkpoint; until that is certain, a reader still finds all of it. */
    void delete(Path folder) {
        CheckpointFolders folders = CheckpointFolders.of(folder);
        try {
            folders.settle();
            if (Files.exists(folders.place())) {
                Files.move(folders.place(), folders.previous(), StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.forceFolder(folders.parent());
                faults.reached(Moment.OLD_MOVED_ASIDE);
                deletePrevious(folders);
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    "the checkpoint " + folders.place() + " cannot be deleted: " + DurableFiles.reason(e), e);
        }
    }

    private void replace(Path folder, long bytes, Filler filler) {
        CheckpointFolders folders = CheckpointFolders.of(folder);
        try {
            Files.createDirectories(folders.parent());
            folders.settle();
            requireSpace(folders, bytes);
            grow(folders.writing(), filler);
            swap(folders);
        } catch (IOException e) {
            throw failed(folders, e);
        }
    }

    private void requireSpace(CheckpointFolders folders, long bytes) throws IOException {
        long needed = RESERVE + bytes;
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
    private void grow(Path writing, Filler filler) throws IOException {
        Files.createDirectory(writing);
        faults.reached(Moment.FOLDER_MADE);
        Manifest manifest = filler.fill(writing);
        DurableFiles.forceFolder(writing);
        faults.reached(Moment.FILES_WRITTEN);

        Path part = writing.resolve(Checkpoint.MANIFEST + ".part");
        Files.writeString(part, manifest.toJson());
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
        deletePrevious(folders);
    }

    private void deletePrevious(CheckpointFolders folders) throws IOException {
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
