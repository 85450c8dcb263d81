package org.semigda.orchestrator.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes numbers as a TensorBoard event file: records of TFRecord's framing (length, masked CRC-32C of the length, data,
 * masked CRC-32C of the data), each an {@code Event} message of tensorflow/core/util/event.proto. Of that message four
 * fields are needed, so it is encoded here and no protobuf library is carried along.
 */
final class TensorboardFile {

    private static final int WALL_TIME = 1 << 3 | 1; // field 1, 64 bit
    private static final int STEP = 2 << 3; // field 2, varint
    private static final int FILE_VERSION = 3 << 3 | 2; // field 3, bytes
    private static final int SUMMARY = 5 << 3 | 2; // field 5, bytes
    private static final int VALUE = 1 << 3 | 2; // of a summary: field 1, bytes
    private static final int TAG = 1 << 3 | 2; // of a value: field 1, bytes
    private static final int SIMPLE_VALUE = 2 << 3 | 5; // of a value: field 2, 32 bit

    private final OutputStream out;

    /** Begins a file. The stream stays the caller's. */
    TensorboardFile(OutputStream out, long time) throws IOException {
        this.out = out;
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        fixed64(event, WALL_TIME, Double.doubleToRawLongBits(time / 1000.0));
        bytes(event, FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        record(event.toByteArray());
    }

    /** Adds the numbers of one step; {@code time} in milliseconds since 1970. */
    void add(long time, long step, Map<String, Double> values) throws IOException {
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        for (Map.Entry<String, Double> entry : new TreeMap<>(values).entrySet()) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            bytes(value, TAG, entry.getKey().getBytes(StandardCharsets.UTF_8));
            fixed32(
                    value,
                    SIMPLE_VALUE,
                    Float.floatToRawIntBits(entry.getValue().floatValue()));
            bytes(summary, VALUE, value.toByteArray());
        }
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        fixed64(event, WALL_TIME, Double.doubleToRawLongBits(time / 1000.0));
        event.write(STEP);
        varint(event, step);
        bytes(event, SUMMARY, summary.toByteArray());
        record(event.toByteArray());
    }

    private void record(byte[] data) throws IOException {
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        out.write(length);
        out.write(checksum(length));
        out.write(data);
        out.write(checksum(data));
    }

    private static byte[] checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int plain = (int) crc.getValue();
        int masked = Integer.rotateRight(plain, 15) + 0xa282ead8;
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(masked)
                .array();
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] content) {
        to.write(field);
        varint(to, content.length);
        to.writeBytes(content);
    }

    private static void fixed64(ByteArrayOutputStream to, int field, long value) {
        to.write(field);
        to.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    private static void fixed32(ByteArrayOutputStream to, int field, int value) {
        to.write(field);
        to.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            to.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        to.write((int) left);
    }
}
