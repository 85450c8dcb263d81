package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * The first directory of a TIFF structure, as in a TIFF file or in EXIF: enough to read or change a small number in it.
 * Bounded, and without following any other structure of the file: metadata libraries read all of it, and what a
 * damaged file makes of them is not known.
 */
final class TiffTags {

    private static final int MOST_ENTRIES = 1000;
    private static final int SHORT = 3;

    private final ByteBuffer tiff;
    private final int firstEntry;
    private final int entries;

    private TiffTags(ByteBuffer tiff, int firstEntry, int entries) {
        this.tiff = tiff;
        this.firstEntry = firstEntry;
        this.entries = entries;
    }

    /** The directory of the structure from {@code start} to {@code end}; without entries where there is none. */
    static TiffTags of(byte[] file, int start, int end) {
        ByteBuffer tiff = ByteBuffer.wrap(file);
        int order = end - start < 8 ? 0 : tiff.getShort(start) & 0xffff;
        tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (order != 0x4949 && order != 0x4d4d || tiff.getShort(start + 2) != 42) {
            return new TiffTags(tiff, 0, 0);
        }
        long directory = start + (tiff.getInt(start + 4) & 0xffffffffL);
        if (directory + 2 > end) {
            return new TiffTags(tiff, 0, 0);
        }
        int named = Math.min(MOST_ENTRIES, tiff.getShort((int) directory) & 0xffff);
        int there = (int) ((end - directory - 2) / 12);
        return new TiffTags(tiff, (int) directory + 2, Math.min(named, there));
    }

    /** The value of a tag that holds one 16-bit number; empty where the tag is missing or holds something else. */
    OptionalInt number(int tag) {
        int at = entry(tag);
        return at < 0 || tiff.getShort(at + 2) != SHORT || tiff.getInt(at + 4) != 1
                ? OptionalInt.empty()
                : OptionalInt.of(tiff.getShort(at + 8) & 0xffff);
    }

    boolean has(int tag) {
        return entry(tag) >= 0;
    }

    /** Changes a number that {@link #number} found, in the file's own bytes. */
    void change(int tag, int value) {
        tiff.putShort(entry(tag) + 8, (short) value);
    }

    private int entry(int tag) {
        for (int i = 0; i < entries; i++) {
            if ((tiff.getShort(firstEntry + 12 * i) & 0xffff) == tag) {
                return firstEntry + 12 * i;
            }
        }
        return -1;
    }
}
