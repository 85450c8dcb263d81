package org.semigda.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.semigda.data.DataException;

/** Unpacks a ZIP archive that nobody vouches for. */
public final class Unzip {

    private static final int BUFFER = 1 << 16;

    private Unzip() {}

    /**
     * What an archive may hold.
     *
     * @param entries files and folders
     * @param bytes of all files unpacked, counted as they are written: what the archive says of itself is not trusted
     */
    public record Limits(int entries, long bytes) {

        /** 200,000 entries, 64 GiB. */
        public static Limits usual() {
            return new Limits(200_000, 64L << 30);
        }
    }

    /** Hears how many entries are done, of how many. */
    @FunctionalInterface
    public interface Listener {
        void progress(int done, int total);
    }

    /**
     * Unpacks into a folder. Nothing is written outside it and nothing in it is overwritten; what macOS adds is left out.
     *
     * @throws DataException if the archive is damaged, too large, or holds a name that leads out of the folder
     */
    public static void into(Path archive, Path folder, Limits limits, Listener listener) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            if (entries.size() > limits.entries()) {
                throw refused(archive, "holds " + entries.size() + " entries, more than " + limits.entries());
            }
            Path root = Files.createDirectories(folder).toRealPath();
            entries.forEach(entry -> target(archive, root, entry.getName())); // all names before the first byte
            long left = limits.bytes();
            int done = 0;
            for (ZipEntry entry : entries) {
                if (!ofMacOs(entry.getName())) {
                    left -= unpack(archive, zip, entry, target(archive, root, entry.getName()), left);
                }
                listener.progress(++done, entries.size());
            }
        } catch (ZipException e) {
            throw new DataException(
                    "cannot unpack " + archive + ": damaged (" + e.getMessage() + "); remove it and fetch it again", e);
        } catch (IOException e) {
            throw new DataException("cannot unpack " + archive + " into " + folder + ": " + e, e);
        }
    }

    private static boolean ofMacOs(String name) {
        return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
    }

    private static Path target(Path archive, Path root, String name) {
        Path target;
        try {
            target = root.resolve(name.replace('\\', '/')).normalize();
        } catch (InvalidPathException e) {
            throw refused(archive, "holds a name that is none: '" + name + "'");
        }
        if (name.isEmpty() || name.indexOf(':') >= 0 || !target.startsWith(root)) {
            throw refused(archive, "holds '" + name + "', which leads out of the folder");
        }
        return target;
    }

    private static long unpack(Path archive, ZipFile zip, ZipEntry entry, Path target, long most) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return 0;
        }
        Files.createDirectories(target.resolveSibling(""));
        long written = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                if (written > most) {
                    throw refused(archive, "unpacks to more bytes than are accepted");
                }
                out.write(buffer, 0, read);
            }
        }
        return written;
    }

    private static DataException refused(Path archive, String why) {
        return new DataException("will not unpack " + archive + ": it " + why);
    }
}
