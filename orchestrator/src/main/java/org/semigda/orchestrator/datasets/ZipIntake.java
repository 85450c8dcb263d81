package org.semigda.orchestrator.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.semigda.orchestrator.run.Refusal;

/**
 * Unpacks an archive of unknown origin. Bytes are counted as they come out, never taken from what the archive says of
 * itself; names must stay inside; nothing but pictures and small texts comes out, and pictures are looked at first.
 */
public final class ZipIntake {

    private static final Set<String> TEXTS = Set.of("yaml", "yml", "csv", "txt", "json", "md");

    private final Limits limits;
    private long written;
    private int files;

    /**
     * What an archive may hold.
     *
     * @param files how many files
     * @param bytes how many bytes, unpacked, together
     * @param ratio how many times the archive's own size it may unpack to
     */
    public record Limits(int files, long bytes, int ratio) {

        /** Enough for the largest public sets. */
        public static final Limits USUAL = new Limits(200_000, 40L << 30, 200);
    }

    public ZipIntake(Limits limits) {
        this.limits = limits;
    }

    /**
     * Unpacks into an empty folder.
     *
     * @throws Refusal when the archive is damaged or holds what is not taken; the folder is then to be thrown away
     */
    public void unpack(Path archive, Path folder) throws IOException {
        long most = Math.min(limits.bytes(), Math.max(1 << 20, Files.size(archive) * limits.ratio()));
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && !isRubbish(entry.getName())) {
                    take(zip, entry, folder, most);
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw bad("the archive is damaged or no zip file: " + e.getMessage());
        }
        if (files == 0) {
            throw bad("the archive holds no pictures");
        }
    }

    /** What macOS adds to every archive it makes. */
    private static boolean isRubbish(String name) {
        return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
    }

    private void take(ZipFile zip, ZipEntry entry, Path folder, long most) throws IOException {
        Path file = place(folder, entry.getName());
        if (++files > limits.files()) {
            throw bad("the archive holds more than " + limits.files() + " files");
        }
        Files.createDirectories(file.getParent());
        if (Files.exists(file)) {
            throw bad("the archive holds '" + shown(entry.getName()) + "' twice");
        }
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            byte[] piece = new byte[1 << 16];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                written += n;
                if (written > most) {
                    throw bad("the archive unpacks to more than " + most + " bytes, which is not taken");
                }
                out.write(piece, 0, n);
            }
        }
        if (PictureGuard.named(entry.getName())) {
            try {
                PictureGuard.require(file);
            } catch (IOException e) {
                throw bad("the picture " + e.getMessage());
            }
        }
    }

    private static Path place(Path folder, String name) {
        String type = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!PictureGuard.named(name) && !TEXTS.contains(type)) {
            throw bad("the archive holds '" + shown(name) + "'; only pictures and texts are taken");
        }
        try {
            Path file = folder.resolve(name).normalize();
            boolean inside = file.startsWith(folder) && !file.equals(folder);
            if (inside && !name.contains("..") && !name.contains("\\") && !name.startsWith("/")) {
                return file;
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw bad("the archive holds '" + shown(name) + "', which would lie outside of it");
    }

    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 100 ? plain : plain.substring(0, 100) + "...";
    }

    private static Refusal bad(String message) {
        return new Refusal(Refusal.Code.BAD_ARCHIVE, message);
    }
}
