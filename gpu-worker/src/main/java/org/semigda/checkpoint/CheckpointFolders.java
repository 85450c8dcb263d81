package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The three names a checkpoint can have on disk.
 *
 * @param place its own
 * @param writing where a new one grows
 * @param previous where the old one waits for the new one
 */
record CheckpointFolders(Path place, Path writing, Path previous) {

    static CheckpointFolders of(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        Path name = place.getFileName();
        if (name == null) {
            throw new CheckpointException("a checkpoint cannot be the root of the file system: " + folder);
        }
        return new CheckpointFolders(
                place, place.resolveSibling("." + name + ".writing"), place.resolveSibling("." + name + ".previous"));
    }

    Path parent() {
        return place.resolveSibling("");
    }

    /**
     * The folder a reader of this checkpoint should use: its own if it is there, else what a killed writer left, the
     * newer first.
     */
    Path readable() {
        if (Manifest.isIn(place)) {
            return place;
        }
        return List.of(writing, previous).stream()
                .filter(CheckpointFolders::isComplete)
                .findFirst()
                .orElse(place);
    }

    /**
     * Finishes what a killed writer began: afterwards only {@code place} is left, with the newest whole checkpoint, or
     * nothing. Call as the only writer.
     *
     * @throws CheckpointException when {@code place} holds something that is no checkpoint
     */
    void settle() throws IOException {
        requireOurs();
        if (isComplete(writing)) {
            if (isComplete(place)) {
                DurableFiles.delete(previous);
                Files.move(place, previous, StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.forceFolder(parent());
            }
            takePlace(writing);
        } else if (!isComplete(place) && isComplete(previous)) {
            takePlace(previous);
        }
        DurableFiles.delete(writing);
        DurableFiles.delete(previous);
    }

    private void takePlace(Path whole) throws IOException {
        DurableFiles.delete(place);
        Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(parent());
    }

    /** Whether a folder has a sound manifest and every file in full size; the hashes are not checked. */
    static boolean isComplete(Path folder) {
        if (!Manifest.isIn(folder)) {
            return false;
        }
        try {
            Manifest manifest = Manifest.read(folder);
            manifest.files().keySet().forEach(name -> manifest.requireSize(folder, name));
            return true;
        } catch (CheckpointException e) {
            return false; // what is wrong with it is told by whoever reads it
        }
    }

    private void requireOurs() throws IOException {
        if (!Files.exists(place) || Manifest.isIn(place)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(place)) {
            try (var inside = Files.list(place)) {
                empty = inside.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new CheckpointException(place
                    + " is not a checkpoint and will not be replaced. Name another folder, or remove it yourself.");
        }
    }
}
