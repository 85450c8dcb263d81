package org.semigda.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.semigda.checkpoint.Unpickler.BrokenPickle;

/**
 * Files of {@code torch.save} ({@code .ckpt}, {@code .pt}, {@code .pth}, {@code .bin}; the zip format of PyTorch 1.6 and
 * later): a pickle that describes tensors, and their bytes beside it. Only tensors and plain containers are accepted,
 * and nothing in the file is ever run. Reading maps the bytes, as {@link Safetensors} does.
 */
public final class TorchFile {

    private static final String PICKLE = "data.pkl";
    private static final String STATE = "state_dict";
    private static final int MAX_DEPTH = 32;
    private static final int MAX_VALUES = 1_000_000;

    private final Path file;
    private final Map<String, TensorData> tensors = new LinkedHashMap<>();
    private int values;

    private TorchFile(Path file) {
        this.file = file;
    }

    /**
     * All tensors by name; names of nested containers are joined by dots. Where the file holds a {@code state_dict}
     * beside other things, as Stable Diffusion's does, its tensors alone, without that prefix.
     *
     * @throws TorchFileException if the file is another format, is broken, or holds more than tensors and containers
     * @throws IOException if the file cannot be read
     */
    public static Map<String, TensorData> read(Path file) throws IOException {
        TorchFile reader = new TorchFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Object root = reader.unpickle(new StoredZip(file, channel));
            if (root instanceof Map<?, ?> map && map.get(STATE) instanceof Map<?, ?> state) {
                root = state;
            }
            reader.collect("", root, 0);
        } catch (BrokenPickle e) {
            throw new TorchFileException(file, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (reader.tensors.isEmpty()) {
            throw new TorchFileException(file, "there is no tensor in it");
        }
        return reader.tensors;
    }

    private Object unpickle(StoredZip zip) throws IOException, BrokenPickle {
        String prefix = prefix(zip);
        if (zip.has(prefix + "byteorder")) {
            String order =
                    StandardCharsets.UTF_8.decode(zip.map(prefix + "byteorder")).toString();
            if (!order.equals("little")) {
                throw new TorchFileException(file, "its bytes are in " + order + "-endian order");
            }
        }
        ByteBuffer pickle = zip.map(prefix + PICKLE);
        return new Unpickler(pickle, new TorchObjects(key -> zip.map(prefix + "data/" + key))).read();
    }

    /** Everything lies in one folder, named after the file as it was written. */
    private String prefix(StoredZip zip) throws TorchFileException {
        for (String name : zip.names()) {
            if (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) {
                return name.substring(0, name.length() - PICKLE.length());
            }
        }
        throw new TorchFileException(file, "it is a zip file without " + PICKLE);
    }

    private void collect(String name, Object value, int depth) throws TorchFileException {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw new TorchFileException(file, "its containers are nested without end");
        }
        if (value instanceof TensorData tensor) {
            if (tensors.put(name.isEmpty() ? "tensor" : name, tensor) != null) {
                throw new TorchFileException(file, "two tensors are named " + name);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                collect(join(name, entry.getKey().toString()), entry.getValue(), depth + 1);
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(join(name, Integer.toString(i)), list.get(i), depth + 1);
            }
        }
    }

    private static String join(String name, String next) {
        return name.isEmpty() ? next : name + "." + next;
    }
}
