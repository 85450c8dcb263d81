package org.semigda.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.semigda.data.DataException;

/** The archives of a data set, fetched and unpacked into one folder. */
public final class FetchedSet {

    private static final String ARCHIVES = "archives";
    private static final String UNPACKING = ".unpacking";

    private final Download download;
    private final Unzip.Limits limits;

    public FetchedSet(Download download, Unzip.Limits limits) {
        this.download = download;
        this.limits = limits;
    }

    /** Hears of each archive: {@code fetching NAME} in bytes, {@code unpacking NAME} in entries. */
    @FunctionalInterface
    public interface Listener {
        void progress(String what, long done, long total);
    }

    /**
     * Fetches and unpacks. What was fetched before is not fetched again; the archives stay in {@code archives/}, with
     * their hashes.
     *
     * @param expected the SHA-256 of the archive, for a single one
     * @throws DataException if that cannot be done, or the folder holds such files already
     */
    public List<Download.Fetched> into(Path folder, List<URI> archives, Optional<String> expected, Listener listener)
            throws InterruptedException {
        List<Download.Fetched> fetched = new ArrayList<>();
        for (URI archive : archives) {
            String name = name(archive);
            fetched.add(download.fetch(
                    archive,
                    folder.resolve(ARCHIVES).resolve(name),
                    expected,
                    (done, total) -> listener.progress("fetching " + name, done, total)));
        }
        Path staging = folder.resolve(UNPACKING);
        try {
            remove(staging);
            for (Download.Fetched archive : fetched) {
                Unzip.into(
                        archive.file(),
                        staging,
                        limits,
                        (done, total) ->
                                listener.progress("unpacking " + archive.file().getFileName(), done, total));
            }
            move(staging, folder);
            remove(staging);
        } catch (IOException e) {
            throw new DataException("cannot unpack into " + folder + ": " + e, e);
        }
        return fetched;
    }

    private static void move(Path staging, Path folder) throws IOException {
        List<Path> children;
        try (Stream<Path> listed = Files.list(staging)) {
            children = listed.sorted().toList();
        }
        for (Path child : children) {
            if (Files.exists(folder.resolve(child.getFileName()))) {
                throw new DataException(folder.resolve(child.getFileName())
                        + " is there already; remove it, or choose another folder with --out");
            }
        }
        for (Path child : children) {
            Files.move(child, folder.resolve(child.getFileName()));
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    private static String name(URI archive) {
        String path = archive.getPath() == null ? "" : archive.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") ? name : "archive.zip";
    }
}
