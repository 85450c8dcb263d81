package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    private final Path file;

    SafetensorsTest(@TempDir Path folder) {
        file = folder.resolve("weights.safetensors");
    }

    @Test
    void whatIsWrittenIsReadBackInOrder() throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("z.weight", TensorData.of(new float[] {1, -2, 3.5f, 0, 5, 6}, 2, 3));
        tensors.put("scalar", TensorData.of(new float[] {7}));
        tensors.put("empty", TensorData.of(new float[0], 0, 4));
        tensors.put("labels", new TensorData(DType.U8, new long[] {3}, ByteBuffer.wrap(new byte[] {1, 2, (byte) 255})));
        tensors.put("a.bias", TensorData.of(new float[] {9}, 1));

        Safetensors.write(file, tensors, Map.of("step", "12", "format", "pt"));

        assertThat(Safetensors.read(file)).containsExactlyEntriesOf(tensors);
        assertThat(Safetensors.readMetadata(file)).containsOnly(Map.entry("step", "12"), Map.entry("format", "pt"));
    }

    @Test
    void tensorBytesBeginAtAMultipleOfEight() throws IOException {
        Safetensors.write(file, Map.of("odd name", TensorData.of(new float[] {1}, 1)), Map.of());

        long header = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        assertThat(header % 8).isZero();
        assertThat(Files.size(file)).isEqualTo(8 + header + 4);
    }

    @Test
    void aShorterFileReplacesALongerOne() throws IOException {
        Safetensors.write(file, Map.of("a", TensorData.of(new float[1000], 1000)), Map.of());
        Safetensors.write(file, Map.of("a", TensorData.of(new float[1], 1)), Map.of());

        assertThat(Safetensors.read(file)).isEqualTo(Map.of("a", TensorData.of(new float[1], 1)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[]                                                                | not a JSON object",
                "{\"a\":                                                           | not JSON",
                "{} {}                                                             | not JSON",
                "{\"a\":3}                                                         | dtype \"\"",
                "{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}  | tensor a: dtype \"F33\"",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}                | tensor a: shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | tensor a: shape is [-1]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}| tensor a: shape is [1.5]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}    | data_offsets [4]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}  | data_offsets [4, 0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}  | needs 8 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}} | overflows",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}  | ends at byte 8 of 4",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}   | instead of 0 (gap)",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}   | 2 bytes behind the last tensor",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | tensor b begins at byte 2 instead of 3 (overlap)",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | Duplicate",
                "{\"__metadata__\":{\"a\":1}}                                      | __metadata__.a is not a text",
                "{\"__metadata__\":[]}                                             | __metadata__ is not an object",
            })
    void aBrokenHeaderIsRefused(String header, String problem) throws IOException {
        write(header.getBytes(StandardCharsets.UTF_8), 4);

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "100000001", "9223372036854775807"})
    void anImpossibleHeaderLengthIsRefused(long length) throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(40)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array());

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("header length is " + length);
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(40)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(33)
                        .array());

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("33 bytes does not fit its 40");
    }

    @Test
    void aTinyFileIsRefused() throws IOException {
        Files.write(file, new byte[7]);

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("7 bytes");
    }

    @Test
    void everyCutOfAFileIsRefused() throws IOException {
        Safetensors.write(file, Map.of("a", TensorData.of(new float[] {1, 2}, 2)), Map.of());
        byte[] whole = Files.readAllBytes(file);
        for (int size = 0; size < whole.length; size++) {
            Files.write(file, java.util.Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> Safetensors.read(file))
                    .as(size + " bytes")
                    .isInstanceOf(SafetensorsException.class);
        }
    }

    @Test
    void halfPrecisionIsWidenedExactly() {
        short[] bits = {0x3C00, (short) 0xC000, 0x7BFF, 0x0001, 0x03FF, 0x0400, (short) 0x8000, 0x7C00, 0x7E00};
        ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(bits);

        float[] values = new TensorData(DType.F16, new long[] {bits.length}, bytes).toFloats();

        assertThat(values)
                .containsExactly(
                        1f, -2f, 65504f, 0x1p-24f, 0x1.ff8p-15f, 0x1p-14f, -0f, Float.POSITIVE_INFINITY, Float.NaN);
    }

    @Test
    void brainFloatsAreTheUpperHalfOfFloats() {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0x3F80).putShort((short) 0xC040).flip();

        assertThat(new TensorData(DType.BF16, new long[] {2}, bytes).to(DType.F32))
                .isEqualTo(TensorData.of(new float[] {1, -3}, 2));
    }

    @Test
    void doublesAreRounded() {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(0.1).flip();

        assertThat(new TensorData(DType.F64, new long[0], bytes).toFloats()).containsExactly(0.1f);
    }

    @Test
    void integersAreNotFloats() {
        TensorData labels = new TensorData(DType.I64, new long[] {1}, ByteBuffer.allocate(8));

        assertThatThrownBy(labels::toFloats).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesMustFillTheShape() {
        assertThatThrownBy(() -> new TensorData(DType.F32, new long[] {2}, ByteBuffer.allocate(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 bytes, not 4");
    }

    private void write(byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        Files.write(file, bytes.array());
    }
}
