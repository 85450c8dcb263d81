package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: 8 bytes with the header's length (little-endian), a JSON header with type, shape and place of
 * each tensor, then the bytes of the tensors.
 *
 * <p>Reading maps the file into memory and copies nothing: the file must stay as it is while its tensors are in use.
 * Nothing in the file is trusted; every violation of the format is a {@link SafetensorsException}.
 */
public final class Safetensors {

    /** The format's own limit. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int CHUNK = 1 << 22;

    private Safetensors() {}

    /**
     * All tensors in the order of their bytes in the file.
     *
     * @throws SafetensorsException if the file breaks the format
     * @throws IOException if the file cannot be read
     */
    public static LinkedHashMap<String, TensorData> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SafetensorsHeader header = SafetensorsHeader.read(file, channel);
            LinkedHashMap<String, TensorData> tensors = new LinkedHashMap<>();
            for (SafetensorsHeader.Entry entry : header.entries()) {
                tensors.put(
                        entry.name(), new TensorData(entry.dtype(), entry.shape(), map(file, channel, header, entry)));
            }
            return tensors;
        }
    }

    /**
     * The free text pairs of the header ({@code __metadata__}); empty where there are none.
     *
     * @throws SafetensorsException if the file breaks the format
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> readMetadata(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return SafetensorsHeader.read(file, channel).metadata();
        }
    }

    /**
     * Writes a file, replacing one that is there, and forces it to disk. The caller writes to a temporary name and
     * renames.
     */
    public static void write(Path file, Map<String, TensorData> tensors, Map<String, String> metadata)
            throws IOException {
        byte[] header = SafetensorsHeader.encode(tensors, metadata);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer length =
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
            writeFully(channel, length);
            writeFully(channel, ByteBuffer.wrap(header));
            for (TensorData tensor : tensors.values()) {
                writeFully(channel, tensor.data());
            }
            channel.force(true);
        }
    }

    private static ByteBuffer map(
            Path file, FileChannel channel, SafetensorsHeader header, SafetensorsHeader.Entry entry)
            throws IOException {
        long size = entry.end() - entry.begin();
        if (size > Integer.MAX_VALUE) {
            throw new SafetensorsException(
                    file, "tensor " + entry.name() + " has " + size + " bytes; more than 2 GB cannot be read");
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, header.dataStart() + entry.begin(), size);
    }

    /** In pieces: the JDK copies a heap buffer into a direct one of the same size, and keeps that. */
    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            ByteBuffer piece = bytes.slice(bytes.position(), Math.min(CHUNK, bytes.remaining()));
            bytes.position(bytes.position() + channel.write(piece));
        }
    }
}
