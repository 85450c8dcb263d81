package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The directory of a zip file whose entries are stored as they are, which is how {@code torch.save} writes. Knowing where
 * an entry's bytes lie lets them be mapped instead of copied; {@link java.util.zip.ZipFile} does not tell. Zip64 is
 * understood: Stable Diffusion's file is larger than 4 GB.
 */
final class StoredZip {

    /** Where an entry's local header is and how many bytes it has. */
    private record Place(long header, long size) {}

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 0xffff;
    private static final long MAX_DIRECTORY = 64L << 20;
    private static final long UNSIGNED_INT = 0xffffffffL;

    private final Path file;
    private final FileChannel channel;
    private final long fileSize;
    private final Map<String, Place> places = new HashMap<>();

    StoredZip(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        fileSize = channel.size();
        readDirectory();
    }

    /** Names of all entries, in no order. */
    Iterable<String> names() {
        return places.keySet();
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    /**
     * Maps an entry's bytes.
     *
     * @throws TorchFileException if there is no such entry, or it does not lie inside the file
     */
    ByteBuffer map(String name) throws IOException {
        Place place = places.get(name);
        if (place == null) {
            throw new TorchFileException(file, "it has no entry " + name);
        }
        if (place.size > Integer.MAX_VALUE) {
            throw new TorchFileException(
                    file, "entry " + name + " has " + place.size + " bytes; more than 2 GB cannot be read");
        }
        ByteBuffer local = bytes(place.header, LOCAL_BYTES, "the header of entry " + name);
        if (local.getInt(0) != LOCAL) {
            throw new TorchFileException(file, "entry " + name + " has no header at byte " + place.header);
        }
        long start = place.header + LOCAL_BYTES + unsigned(local.getShort(26)) + unsigned(local.getShort(28));
        if (start + place.size > fileSize) {
            throw new TorchFileException(file, "entry " + name + " ends behind the file; it may be cut off");
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, start, place.size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void readDirectory() throws IOException {
        int tailSize = (int) Math.min(fileSize, END_BYTES + MAX_COMMENT);
        long tailStart = fileSize - tailSize;
        ByteBuffer tail = bytes(tailStart, tailSize, "its end");
        int end = tailSize - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw new TorchFileException(file, "it is no zip file, or is cut off");
        }
        long size = tail.getInt(end + 12) & UNSIGNED_INT;
        long start = tail.getInt(end + 16) & UNSIGNED_INT;
        long locator = tailStart + end - LOCATOR64_BYTES;
        if ((size == UNSIGNED_INT || start == UNSIGNED_INT) && locator >= 0) {
            ByteBuffer pointer = bytes(locator, LOCATOR64_BYTES, "its zip64 locator");
            if (pointer.getInt(0) == LOCATOR64) {
                ByteBuffer end64 = bytes(pointer.getLong(8), 56, "its zip64 end");
                if (end64.getInt(0) != END64) {
                    throw new TorchFileException(file, "its zip64 directory is broken");
                }
                size = end64.getLong(40);
                start = end64.getLong(48);
            }
        }
        if (size < 0 || size > MAX_DIRECTORY) {
            throw new TorchFileException(file, "its directory claims " + size + " bytes");
        }
        readEntries(bytes(start, (int) size, "its directory"));
    }

    private void readEntries(ByteBuffer directory) throws IOException {
        int at = 0;
        while (at + CENTRAL_BYTES <= directory.limit()) {
            if (directory.getInt(at) != CENTRAL) {
                throw new TorchFileException(file, "its directory is broken at byte " + at);
            }
            int method = unsigned(directory.getShort(at + 10));
            int nameSize = unsigned(directory.getShort(at + 28));
            int extraSize = unsigned(directory.getShort(at + 30));
            int next = at + CENTRAL_BYTES + nameSize + extraSize + unsigned(directory.getShort(at + 32));
            if (next > directory.limit()) {
                throw new TorchFileException(file, "its directory is cut off");
            }
            byte[] name = new byte[nameSize];
            directory.get(at + CENTRAL_BYTES, name);
            String text = new String(name, StandardCharsets.UTF_8);
            if (method != 0) {
                throw new TorchFileException(
                        file, "entry " + text + " is compressed; torch.save stores entries as they are");
            }
            Place place = place(directory, at, at + CENTRAL_BYTES + nameSize, extraSize);
            if (place.size < 0 || place.header < 0 || places.put(text, place) != null) {
                throw new TorchFileException(file, "entry " + text + " is listed twice or has an impossible place");
            }
            at = next;
        }
    }

    /** Sizes and places beyond 32 bit stand in the extra field 1: uncompressed size, compressed size, place. */
    private static Place place(ByteBuffer directory, int at, int extra, int extraSize) {
        long packed = directory.getInt(at + 20) & UNSIGNED_INT;
        long size = directory.getInt(at + 24) & UNSIGNED_INT;
        long header = directory.getInt(at + 42) & UNSIGNED_INT;
        int field = extra;
        while (field + 4 <= extra + extraSize) {
            int id = unsigned(directory.getShort(field));
            int value = field + 4;
            int valueEnd = Math.min(value + unsigned(directory.getShort(field + 2)), extra + extraSize);
            if (id == 1) {
                if (size == UNSIGNED_INT && value + 8 <= valueEnd) {
                    size = directory.getLong(value);
                    value += 8;
                }
                if (packed == UNSIGNED_INT && value + 8 <= valueEnd) {
                    value += 8;
                }
                if (header == UNSIGNED_INT && value + 8 <= valueEnd) {
                    header = directory.getLong(value);
                }
            }
            field = valueEnd;
        }
        return new Place(header, size);
    }

    private ByteBuffer bytes(long position, int size, String what) throws IOException {
        if (position < 0 || position > fileSize - size) {
            throw new TorchFileException(file, what + " lies outside the file");
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes;
    }

    private static int unsigned(short value) {
        return Short.toUnsignedInt(value);
    }
}
