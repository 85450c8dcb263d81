package org.semigda.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Files of the page below one folder of the classpath. Each is read and compressed at its first use and then kept; the
 * number of files on the classpath bounds what is kept, because names that do not exist are not remembered.
 */
final class Assets {

    /** Folders and files of letters, digits, {@code @ _ - .}; a part never starts with a dot, so none can climb. */
    private static final Pattern SAFE =
            Pattern.compile("([A-Za-z0-9@_-][A-Za-z0-9@_.-]*/)*[A-Za-z0-9@_-][A-Za-z0-9@_.-]*");

    private final String folder;
    private final Map<String, Asset> known = new ConcurrentHashMap<>();

    /** Files below {@code folder}, such as {@code web}, as seen by this module's class loader. */
    Assets(String folder) {
        this.folder = folder;
    }

    /** The file at a path relative to the folder; empty when there is none. */
    Optional<Asset> find(String path) {
        Asset asset = known.get(path);
        if (asset != null) {
            return Optional.of(asset);
        }
        Optional<Asset> read = bytes(path).map(bytes -> Asset.of(path, bytes));
        read.ifPresent(found -> known.put(path, found));
        return read;
    }

    /** The bytes at a path; empty when there is no such file. */
    Optional<byte[]> bytes(String path) {
        if (!SAFE.matcher(path).matches() || path.lastIndexOf('.') < 0) {
            return Optional.empty(); // without an ending it is a folder, which some class loaders list
        }
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(folder + "/" + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder + "/" + path + " of the page", e);
        }
    }
}
