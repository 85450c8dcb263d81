package org.semigda.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of weights: what is written comes back, and no damage does more than be refused. */
class WeightFilePropertiesTest {

    private static final int MUTATIONS = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Property(tries = 200)
    void whatIsWrittenComesBack(@ForAll("states") Map<String, TensorData> tensors) throws IOException {
        Path file = Files.createTempFile("semigda", ".safetensors");
        try {
            Safetensors.write(file, tensors, Map.of("format", "pt"));
            assertThat(Safetensors.read(file)).containsExactlyEntriesOf(tensors);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 500)
    void narrowTypesRoundToTheNearest(@ForAll float value) {
        for (DType type : List.of(DType.F16, DType.BF16)) {
            float limit = type == DType.F16 ? 65504f : 0x1.FEp127f; // the largest finite value
            if (Math.abs(value) <= limit) {
                TensorData narrow = TensorData.of(new float[] {value}, 1).to(type);
                float back = narrow.toFloats()[0];
                short bits = narrow.data().getShort(0);
                assertThat(Math.abs((double) back - value))
                        .isLessThanOrEqualTo(distance(type, (short) (bits + 1), value))
                        .isLessThanOrEqualTo(distance(type, (short) (bits - 1), value));
                assertThat(narrow.to(DType.F32).to(type)).isEqualTo(narrow);
            }
        }
    }

    private static double distance(DType type, short bits, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(bits).flip();
        double neighbour = new TensorData(type, new long[] {1}, bytes).toFloats()[0];
        return Double.isNaN(neighbour) ? Double.POSITIVE_INFINITY : Math.abs(neighbour - value);
    }

    @Provide
    Arbitrary<Map<String, TensorData>> states() {
        Arbitrary<String> names = Arbitraries.strings().ofMinLength(1).ofMaxLength(12);
        Arbitrary<TensorData> tensors = Combinators.combine(
                        Arbitraries.of(DType.values()),
                        Arbitraries.longs().between(0, 4).list().ofMaxSize(4),
                        Arbitraries.longs())
                .as((type, sizes, seed) -> {
                    long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
                    byte[] bytes = new byte[(int) TensorData.count(shape) * type.bytes()];
                    new Random(seed).nextBytes(bytes);
                    return new TensorData(type, shape, ByteBuffer.wrap(bytes));
                });
        return Arbitraries.maps(names.filter(name -> !name.equals("__metadata__")), tensors)
                .ofMaxSize(6)
                .map(LinkedHashMap::new);
    }

    @Test
    void tenThousandDamagedSafetensorsFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("encoder.weight", TensorData.of(new float[24], 2, 3, 4));
        tensors.put("encoder.bias", TensorData.of(new float[2], 2));
        tensors.put("steps", new TensorData(DType.I64, new long[0], ByteBuffer.allocate(8)));
        Safetensors.write(whole, tensors, Map.of("format", "pt"));

        int refused = mutate(Files.readAllBytes(whole), folder.resolve("damaged"));

        assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS); // damage to values alone is none to the format
    }

    @Test
    void tenThousandDamagedTorchFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
        int refused = mutate(Files.readAllBytes(TorchFileTest.resource("lightning.ckpt")), folder.resolve("damaged"));

        assertThat(refused).isBetween(MUTATIONS / 20, MUTATIONS);
    }

    private static int mutate(byte[] whole, Path file) {
        Random random = new Random(7);
        return Assertions.assertTimeoutPreemptively(LIMIT, () -> {
            int refused = 0;
            for (int i = 0; i < MUTATIONS; i++) {
                Files.write(file, damaged(whole, random));
                try {
                    WeightFile.read(file).tensors().values().forEach(WeightFilePropertiesTest::touch);
                } catch (SafetensorsException | TorchFileException e) {
                    refused++;
                }
            }
            return refused;
        });
    }

    private static void touch(TensorData tensor) {
        ByteBuffer data = tensor.data();
        if (data.hasRemaining()) {
            data.get(data.limit() - 1);
        }
    }

    /** A few bytes changed, a piece left out or doubled, or the end cut off. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        int size = 1 + random.nextInt(16);
        switch (random.nextInt(5)) {
            case 0 -> bytes = java.util.Arrays.copyOf(bytes, at);
            case 1 -> bytes = join(bytes, at, Math.min(bytes.length, at + size));
            case 2 -> bytes = join(bytes, Math.min(bytes.length, at + size), at);
            default -> {
                for (int i = 0; i < size; i++) {
                    bytes[random.nextInt(Math.min(bytes.length, 400))] = (byte) random.nextInt(256);
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    /** The first bytes up to {@code end}, then all from {@code start} on. */
    private static byte[] join(byte[] bytes, int end, int start) {
        ByteBuffer joined = ByteBuffer.allocate(end + bytes.length - start);
        return joined.put(bytes, 0, end).put(bytes, start, bytes.length - start).array();
    }
}
