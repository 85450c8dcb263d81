package org.semigda.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checked header of a safetensors file.
 *
 * @param entries in the order of their bytes
 * @param metadata free text pairs
 * @param dataStart position of the first tensor's bytes in the file
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, long dataStart) {

    private static final String METADATA = "__metadata__";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * One tensor.
     *
     * @param begin first byte, from {@code dataStart}
     * @param end behind the last byte, from {@code dataStart}
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package and never compared
    record Entry(String name, DType dtype, long[] shape, long begin, long end) {}

    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        long fileSize = channel.size();
        if (fileSize < 8) {
            throw new SafetensorsException(file, "it has " + fileSize + " bytes, too few for a header");
        }
        long length = readFully(channel, 0, 8).getLong(0);
        if (length < 2 || length > Safetensors.MAX_HEADER_BYTES) {
            throw new SafetensorsException(
                    file, "its header length is " + length + ", not 2 to " + Safetensors.MAX_HEADER_BYTES + " bytes");
        }
        if (length > fileSize - 8) {
            throw new SafetensorsException(
                    file, "its header of " + length + " bytes does not fit its " + fileSize + " bytes");
        }
        JsonNode root = parse(file, readFully(channel, 8, (int) length));
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(file, field.getValue(), metadata);
            } else {
                entries.add(entry(file, field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        checkPlaces(file, entries, fileSize - 8 - length);
        return new SafetensorsHeader(List.copyOf(entries), metadata, 8 + length);
    }

    /** The header for tensors one behind the other, padded with spaces so that their bytes start at a multiple of 8. */
    static byte[] encode(Map<String, TensorData> tensors, Map<String, String> metadata) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode pairs = root.putObject(METADATA);
            metadata.forEach(pairs::put);
        }
        long offset = 0;
        for (Map.Entry<String, TensorData> named : tensors.entrySet()) {
            if (named.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
            }
            TensorData tensor = named.getValue();
            ObjectNode node = root.putObject(named.getKey());
            node.put("dtype", tensor.dtype().name());
            ArrayNode shape = node.putArray("shape");
            for (long size : tensor.shape()) {
                shape.add(size);
            }
            long end = offset + tensor.data().remaining();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = JSON.writeValueAsBytes(root);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private static JsonNode parse(Path file, ByteBuffer header) throws SafetensorsException {
        JsonNode root;
        try {
            root = JSON.readTree(new String(header.array(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new SafetensorsException(file, "its header is not JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw new SafetensorsException(file, "its header is not a JSON object");
        }
        return root;
    }

    private static void readMetadata(Path file, JsonNode node, Map<String, String> metadata)
            throws SafetensorsException {
        if (!node.isObject()) {
            throw new SafetensorsException(file, METADATA + " is not an object");
        }
        for (Map.Entry<String, JsonNode> pair : node.properties()) {
            if (!pair.getValue().isTextual()) {
                throw new SafetensorsException(file, METADATA + "." + pair.getKey() + " is not a text");
            }
            metadata.put(pair.getKey(), pair.getValue().textValue());
        }
    }

    private static Entry entry(Path file, String name, JsonNode node) throws SafetensorsException {
        DType dtype = dtype(file, name, node.path("dtype").asText());
        long[] shape = numbers(file, name, "shape", node.path("shape"));
        long[] offsets = numbers(file, name, "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw new SafetensorsException(
                    file, "tensor " + name + ": data_offsets " + Arrays.toString(offsets) + " are not a range");
        }
        long expected;
        try {
            expected = Math.multiplyExact(TensorData.count(shape), (long) dtype.bytes());
        } catch (ArithmeticException e) {
            throw new SafetensorsException(file, "tensor " + name + ": shape " + Arrays.toString(shape) + " overflows");
        }
        if (offsets[1] - offsets[0] != expected) {
            throw new SafetensorsException(
                    file,
                    "tensor " + name + ": " + dtype + " " + Arrays.toString(shape)
                            + " needs " + expected + " bytes, data_offsets " + Arrays.toString(offsets) + " give "
                            + (offsets[1] - offsets[0]));
        }
        return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private static DType dtype(Path file, String name, String text) throws SafetensorsException {
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(text)) {
                return dtype;
            }
        }
        throw new SafetensorsException(
                file, "tensor " + name + ": dtype \"" + text + "\" is not one of " + Arrays.toString(DType.values()));
    }

    private static long[] numbers(Path file, String name, String what, JsonNode node) throws SafetensorsException {
        boolean valid = node.isArray();
        long[] values = new long[node.size()];
        for (int i = 0; valid && i < values.length; i++) {
            JsonNode item = node.get(i);
            valid = item.isIntegralNumber() && item.canConvertToLong() && item.longValue() >= 0;
            values[i] = valid ? item.longValue() : 0;
        }
        if (!valid) {
            throw new SafetensorsException(
                    file, "tensor " + name + ": " + what + " is " + node + ", not a list of counts");
        }
        return values;
    }

    /** The format wants the tensors to cover the data without overlap or gap. */
    private static void checkPlaces(Path file, List<Entry> entries, long dataSize) throws SafetensorsException {
        long position = 0;
        for (Entry entry : entries) {
            if (entry.end() > dataSize) {
                throw new SafetensorsException(
                        file,
                        "tensor " + entry.name() + " ends at byte " + entry.end() + " of " + dataSize
                                + "; the file may be cut off");
            }
            if (entry.begin() != position) {
                throw new SafetensorsException(
                        file,
                        "tensor " + entry.name() + " begins at byte " + entry.begin() + " instead of " + position
                                + (entry.begin() < position ? " (overlap)" : " (gap)"));
            }
            position = entry.end();
        }
        if (position != dataSize) {
            throw new SafetensorsException(
                    file, (dataSize - position) + " bytes behind the last tensor belong to none");
        }
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes;
    }
}
