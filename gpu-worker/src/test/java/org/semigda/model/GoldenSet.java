package org.semigda.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.bytedeco.pytorch.Tensor;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.Safetensors;
import org.semigda.checkpoint.TensorData;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;

/**
 * A golden set: what an independent implementation computed (golden/README.md). The one of the test resources, or
 * another with {@code -Dsemigda.golden=FOLDER -Dsemigda.golden.name=NAME}.
 */
public final class GoldenSet {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode values;
    private final Map<String, long[]> keys = new LinkedHashMap<>();
    private final Map<String, TensorData> tensors;

    private GoldenSet(Path folder, String name) throws IOException {
        values = JSON.readTree(folder.resolve(name + ".json").toFile());
        for (Map.Entry<String, JsonNode> key :
                JSON.readTree(folder.resolve(name + ".keys.json").toFile()).properties()) {
            keys.put(key.getKey(), JSON.convertValue(key.getValue(), long[].class));
        }
        tensors = Safetensors.read(folder.resolve(name + ".safetensors"));
    }

    /** The set that the system properties name. */
    public static GoldenSet load() {
        try {
            return new GoldenSet(folder(), System.getProperty("semigda.golden.name", "tiny"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file beside the set, also from the test resources. */
    public static Path file(String name) {
        return folder().resolve(name);
    }

    private static Path folder() {
        String given = System.getProperty("semigda.golden", "");
        return given.isEmpty() ? resources() : Path.of(given);
    }

    private static Path resources() {
        URL readme = GoldenSet.class.getResource("/golden/README.md");
        if (readme == null) {
            throw new IllegalStateException("no golden set in the test resources");
        }
        return Path.of(URI.create(readme.toString())).resolveSibling("");
    }

    /** The scalars: {@code config}, {@code stage1}, {@code metrics}, ... */
    public JsonNode values() {
        return values;
    }

    /** Every name of the state with its shape, in order. */
    public Map<String, long[]> keys() {
        return keys;
    }

    public Map<String, TensorData> tensors() {
        return tensors;
    }

    public TensorData data(String name) {
        TensorData found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException("the golden set has no tensor " + name);
        }
        return found;
    }

    /** A tensor as a native one: float, or int64 for {@code g}. */
    public Tensor tensor(String name) {
        TensorData found = data(name);
        return found.dtype() == DType.I64
                ? Tensors.of(found.data().asLongBuffer(), found.shape())
                : Tensors.of(found.toFloats(), found.shape());
    }

    /** What {@code config} describes; dropout 0. */
    public ModelConfig config() {
        JsonNode config = values.get("config");
        return new ModelConfig(
                VaeKind.KL,
                config.get("ch").asInt(),
                integers(config.get("mult")),
                integers(config.get("widths")),
                integers(config.get("layers")),
                config.get("lmm_ch").asInt(),
                config.get("K").asInt(),
                config.get("full").asBoolean() ? AcrMode.FULL : AcrMode.PAPER,
                config.get("H").asInt(),
                config.get("W").asInt(),
                0);
    }

    /** A freshly filled network. */
    public SemiGda model() {
        SemiGda model = new SemiGda(config(), Device.CPU, 0);
        model.vae().scaleFactor(values.get("scale_factor").asDouble());
        model.load(weights(), true);
        return model;
    }

    /** The weights by the formula of golden/README.md. */
    public Map<String, TensorData> weights() {
        Map<String, TensorData> weights = new LinkedHashMap<>();
        keys.forEach((name, shape) -> weights.put(name, TensorData.of(fill(name, shape), shape)));
        return weights;
    }

    public static float[] fill(String name, long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        int seed = (int) crc.getValue();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double u = Integer.toUnsignedLong(mix(seed + i * 0x9E3779B1)) / 2147483648.0 - 1;
            values[i] = (float) value(name, u, shape, count);
        }
        return values;
    }

    private static double value(String name, double u, long[] shape, int count) {
        if (name.endsWith("running_mean")) {
            return 0.05 * u;
        }
        if (name.endsWith("running_var")) {
            return 1 + 0.2 * u;
        }
        if (shape.length == 4) {
            return u * Math.sqrt(3.0 / (shape[1] * shape[2] * shape[3]));
        }
        if (name.endsWith(".bias")) {
            return 0.05 * u;
        }
        return count == 1 ? 0.25 : 1 + 0.1 * u;
    }

    private static int mix(int value) {
        int x = value;
        x = (x ^ x >>> 16) * 0x85EBCA6B;
        x = (x ^ x >>> 13) * 0xC2B2AE35;
        return x ^ x >>> 16;
    }

    private static List<Integer> integers(JsonNode node) {
        List<Integer> list = new ArrayList<>();
        node.forEach(item -> list.add(item.asInt()));
        return list;
    }

    /** |actual - expected| / |expected| in the L2 norm. */
    public static double relativeError(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(actual.length + " values instead of " + expected.length);
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-12);
    }
}
