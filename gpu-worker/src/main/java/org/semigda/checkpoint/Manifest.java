package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;

/**
 * The last file of a checkpoint to be written: what is in the others.
 *
 * @param format of the checkpoint; 1
 * @param info what the numbers mean
 * @param files by name
 * @param check hexadecimal SHA-256 of this record's JSON with an empty {@code check}, so that a damaged manifest is seen too
 */
record Manifest(int format, CheckpointInfo info, Map<String, Entry> files, String check) {

    static final int FORMAT = 1;

    /**
     * One file.
     *
     * @param bytes its size
     * @param sha256 its hash, hexadecimal
     * @param tensors how many it holds
     */
    record Entry(long bytes, String sha256, int tensors) {}

    Manifest {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    static Manifest of(CheckpointInfo info, Map<String, Entry> files) {
        Manifest open = new Manifest(FORMAT, info, files, "");
        return new Manifest(FORMAT, info, files, open.expectedCheck());
    }

    /** Whether the folder has one at all. */
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(Checkpoint.MANIFEST));
    }

    /**
     * Reads a folder's manifest.
     *
     * @throws CheckpointException when there is none or it is damaged
     */
    static Manifest read(Path folder) {
        Path file = folder.resolve(Checkpoint.MANIFEST);
        Manifest manifest;
        try {
            manifest = Wire.read(Files.readString(file), Manifest.class);
        } catch (NoSuchFileException e) {
            throw new CheckpointException("no checkpoint in " + folder + ": it has no " + Checkpoint.MANIFEST, e);
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + DurableFiles.reason(e), e);
        } catch (WireException e) {
            throw new CheckpointException(
                    file + " is damaged, or from another version of this program (" + e.getMessage() + ")", e);
        }
        if (manifest.format != FORMAT) {
            throw new CheckpointException(
                    file + " has format " + manifest.format + "; this program reads format " + FORMAT);
        }
        String expected = manifest.expectedCheck();
        if (!expected.equals(manifest.check)) {
            throw new CheckpointException(file + " is damaged: its own SHA-256 should be " + manifest.check + " and is "
                    + expected + ". Use another checkpoint of the run.");
        }
        return manifest;
    }

    String toJson() {
        return Wire.writePretty(this);
    }

    /** Checks that a file is there with its size; cheap. */
    void requireSize(Path folder, String name) {
        Path file = folder.resolve(name);
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException e) {
            throw new CheckpointException(
                    file + " is missing from its checkpoint. Use another checkpoint of the run.", e);
        }
        if (bytes != entry(name).bytes) {
            throw new CheckpointException(file + " is damaged: it should have " + entry(name).bytes + " bytes and has "
                    + bytes + ". Use another checkpoint of the run.");
        }
    }

    /** Checks every byte of a file. */
    void requireHash(Path folder, String name) {
        requireSize(folder, name);
        Path file = folder.resolve(name);
        String actual;
        try {
            actual = DurableFiles.sha256(file);
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + DurableFiles.reason(e), e);
        }
        if (!actual.equals(entry(name).sha256)) {
            throw new CheckpointException(file + " is damaged: its SHA-256 should be " + entry(name).sha256 + " and is "
                    + actual + ". Use another checkpoint of the run.");
        }
    }

    private Entry entry(String name) {
        Entry entry = files.get(name);
        if (entry == null) {
            throw new CheckpointException("the checkpoint's " + Checkpoint.MANIFEST + " does not list " + name);
        }
        return entry;
    }

    private String expectedCheck() {
        return DurableFiles.sha256(Wire.write(new Manifest(format, info, files, "")));
    }
}
