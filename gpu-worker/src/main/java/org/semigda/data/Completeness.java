package org.semigda.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Tells from a file's structure whether all of it is there. Decoders cannot be relied on for this: they fill what is
 * missing with black or grey and at best warn.
 */
final class Completeness {

    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IEND = 0x49454E44;

    private Completeness() {}

    /** What is wrong with the file, if anything is. Unknown formats and TIFF, whose decoder does tell, pass. */
    static Optional<String> problem(byte[] file) {
        if (file.length == 0) {
            return Optional.of("the file is empty");
        }
        if (file.length >= 8 && ByteBuffer.wrap(file).getLong() == PNG_SIGNATURE) {
            return png(file);
        }
        if (file.length >= 2 && unsigned(file, 0) == 0xff && unsigned(file, 1) == 0xd8) {
            return jpeg(file);
        }
        if (file.length >= 6 && file[0] == 'B' && file[1] == 'M') {
            return bmp(file);
        }
        return Optional.empty();
    }

    /** Every chunk whole and with the right check sum, up to the end chunk. */
    private static Optional<String> png(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        int at = 8;
        while (at + 12L <= file.length) {
            long length = buffer.getInt(at) & 0xffffffffL;
            if (at + 12 + length > file.length) {
                return Optional.of("truncated in the middle of its data");
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, (int) length + 4);
            if ((int) crc.getValue() != buffer.getInt(at + 8 + (int) length)) {
                return Optional.of("damaged: a check sum is wrong");
            }
            if (buffer.getInt(at + 4) == IEND) {
                return Optional.empty();
            }
            at += 12 + (int) length;
        }
        return Optional.of("truncated before its end mark");
    }

    /** An end mark after the last scan began; inside a scan 0xFF is always followed by 0, a restart mark or a mark. */
    private static Optional<String> jpeg(byte[] file) {
        int at = 2;
        while (at + 2 <= file.length) {
            if (unsigned(file, at) != 0xff) {
                at++;
                continue;
            }
            int mark = unsigned(file, at + 1);
            if (mark == 0xd9) {
                return Optional.empty();
            }
            boolean standsAlone = mark == 0 || mark == 0x01 || mark >= 0xd0 && mark <= 0xd7;
            if (mark == 0xff) {
                at++;
            } else if (standsAlone) {
                at += 2;
            } else {
                // A segment of a length; one that begins in the last two bytes is cut off.
                at += at + 4 <= file.length ? 2 + (unsigned(file, at + 2) << 8 | unsigned(file, at + 3)) : 4;
            }
        }
        return Optional.of("truncated before its end mark");
    }

    /** As many bytes as the header says. Some writers leave the size 0. */
    private static Optional<String> bmp(byte[] file) {
        long declared = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(2) & 0xffffffffL;
        return file.length < declared
                ? Optional.of("truncated: " + file.length + " of " + declared + " bytes")
                : Optional.empty();
    }

    private static int unsigned(byte[] file, int at) {
        return file[at] & 0xff;
    }
}
