package org.semigda.orchestrator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces small files whole: a reader sees the old text or the new one, never a half, also after a power cut. */
public final class AtomicFile {

    private AtomicFile() {}

    /** Puts {@code text} into {@code folder/name}, on disk when this returns. */
    public static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Path temporary = folder.resolve("." + name + ".tmp");
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(folder);
    }

    /** A rename lasts only once its folder is on disk; where folders cannot be opened (Windows) there is nothing to do. */
    static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The file itself is forced; the folder's entry follows with the system's next flush.
        }
    }
}
