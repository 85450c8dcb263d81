package org.semigda.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files by what is in them. Two folders with equal listings hold the same, whatever they are called.
 *
 * @param files sorted by path
 */
public record FileListing(List<Entry> files) {

    /**
     * One file.
     *
     * @param path below the folder, with {@code /}; never absolute, never with {@code ..}
     * @param bytes its size
     * @param sha256 of its bytes, hexadecimal
     */
    public record Entry(String path, long bytes, String sha256) {

        public Entry {
            if (!isInside(path)) {
                throw new IllegalArgumentException("'" + path + "' is not a path below a folder");
            }
            if (bytes < 0 || !isHash(sha256)) {
                throw new IllegalArgumentException("'" + path + "' has no size or SHA-256");
            }
        }
    }

    public FileListing {
        files = files.stream().sorted(Comparator.comparing(Entry::path)).toList();
    }

    /** Whether a path leads below a folder in plain steps; hidden files are none. */
    public static boolean isInside(String path) {
        if (path.isEmpty() || path.length() > 4096 || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            return false;
        }
        for (String step : path.split("/", -1)) {
            if (step.isEmpty() || step.startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is a SHA-256 as it is written here. */
    public static boolean isHash(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** Bytes of all files together. */
    public long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    /** One word for the whole content. */
    public String hash() {
        MessageDigest digest = digest();
        for (Entry file : files) {
            digest.update((file.path + "\n" + file.sha256 + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of a file, hexadecimal. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Lists folders and remembers the hashes of files whose size and time stay. Any thread may use it. */
    public static final class Reader {

        private record Seen(long bytes, long time, String sha256) {}

        private final Map<Path, Seen> known = new ConcurrentHashMap<>();

        /** Everything in a folder that is not hidden, or a file as the only one of its folder. */
        public FileListing of(Path place) throws IOException {
            return of(place, path -> true);
        }

        /** What is wanted of a folder. */
        public FileListing of(Path place, Predicate<String> wanted) throws IOException {
            if (Files.isRegularFile(place)) {
                return new FileListing(List.of(entry(place, String.valueOf(place.getFileName()))));
            }
            List<Entry> files = new ArrayList<>();
            try (Stream<Path> all = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
                for (Path file : (Iterable<Path>) all::iterator) {
                    String path = place.relativize(file).toString().replace('\\', '/');
                    if (isInside(path) && wanted.test(path) && Files.isRegularFile(file)) {
                        files.add(entry(file, path));
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            return new FileListing(files);
        }

        private Entry entry(Path file, String path) throws IOException {
            long bytes = Files.size(file);
            long time = Files.getLastModifiedTime(file).toMillis();
            Path key = file.toAbsolutePath();
            Seen seen = known.get(key);
            if (seen == null || seen.bytes != bytes || seen.time != time) {
                seen = new Seen(bytes, time, sha256(file));
                known.put(key, seen);
            }
            return new Entry(path, bytes, seen.sha256);
        }
    }
}
