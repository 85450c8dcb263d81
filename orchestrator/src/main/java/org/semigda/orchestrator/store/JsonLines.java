package org.semigda.orchestrator.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file with one JSON document a line, which only grows. A write that does not succeed leaves the file as it was. The
 * file is open only between the first write and {@link #close}, which may be followed by more writes.
 */
final class JsonLines implements AutoCloseable {

    /** Takes one line and where in the file it starts. */
    @FunctionalInterface
    interface LineReader {
        void line(long offset, String line) throws IOException;
    }

    private final Path file;
    private volatile long length;
    private @Nullable FileChannel channel;

    private JsonLines(Path file, long length) {
        this.file = file;
        this.length = length;
    }

    /** Opens a file that may not exist yet. A last line without its end, left by a crash, is cut off. */
    static JsonLines open(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new JsonLines(file, 0);
        }
        JsonLines lines = new JsonLines(file, Files.size(file));
        long end = lines.endOfLastLine();
        if (end < lines.length) {
            lines.cut(end);
        }
        return lines;
    }

    Path file() {
        return file;
    }

    /** Bytes of complete lines. */
    long length() {
        return length;
    }

    /** Adds a line. */
    void append(String line) throws IOException {
        FileChannel out = writer();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        long next = length + bytes.remaining();
        try {
            long at = length;
            while (bytes.hasRemaining()) {
                at += out.write(bytes, at);
            }
        } catch (IOException e) {
            cut(length);
            throw e;
        }
        length = next;
    }

    /** Waits until everything is on disk. */
    void force() throws IOException {
        if (channel != null) {
            channel.force(false);
        }
    }

    /** Drops everything from {@code end} on. */
    void cut(long end) throws IOException {
        writer().truncate(end);
        length = end;
    }

    /** Goes through all lines that are complete now. */
    void forEach(LineReader reader) throws IOException {
        long end = length;
        if (end == 0) {
            return;
        }
        // Whole blocks: byte by byte through synchronized streams took most of the time that a store's first start
        // takes.
        try (InputStream in = Files.newInputStream(file)) {
            ByteArrayOutputStream cut = new ByteArrayOutputStream(); // a line that began in an earlier block
            byte[] block = new byte[1 << 16];
            long start = 0;
            long at = 0;
            while (at < end) {
                int read = in.read(block, 0, (int) Math.min(block.length, end - at));
                if (read < 0) {
                    throw new IOException(file + " became shorter while it was read");
                }
                int from = 0;
                for (int i = 0; i < read; i++) {
                    if (block[i] != '\n') {
                        continue;
                    }
                    if (cut.size() == 0) {
                        reader.line(start, new String(block, from, i - from, StandardCharsets.UTF_8));
                    } else {
                        cut.write(block, from, i - from);
                        reader.line(start, cut.toString(StandardCharsets.UTF_8));
                        cut.reset();
                    }
                    from = i + 1;
                    start = at + from;
                }
                cut.write(block, from, read - from);
                at += read;
            }
        }
    }

    private FileChannel writer() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    private long endOfLastLine() throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(8192);
            for (long blockEnd = length; blockEnd > 0; ) {
                long blockStart = Math.max(0, blockEnd - block.capacity());
                block.clear().limit((int) (blockEnd - blockStart));
                while (block.hasRemaining() && in.read(block, blockStart + block.position()) >= 0) {
                    // A read may return less than asked.
                }
                for (int i = block.position() - 1; i >= 0; i--) {
                    if (block.get(i) == '\n') {
                        return blockStart + i + 1;
                    }
                }
                blockEnd = blockStart;
            }
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
