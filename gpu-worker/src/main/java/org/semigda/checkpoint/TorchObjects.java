package org.semigda.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.semigda.checkpoint.Unpickler.BrokenPickle;
import org.semigda.checkpoint.Unpickler.Globals;

/** The named things a file of {@code torch.save} may hold: tensors over storages, and what stands around them. */
final class TorchObjects implements Globals {

    /** Gives the bytes of a storage by its key. */
    @FunctionalInterface
    interface Storages {
        ByteBuffer bytes(String key) throws IOException;
    }

    private record StorageType(DType dtype) {}

    private record Storage(DType dtype, ByteBuffer bytes) {}

    /** Something harmless that is not a tensor: named, never made. */
    private record Opaque(String name) {}

    private enum Maker {
        DICTIONARY,
        TENSOR,
        PARAMETER,
        SIZE
    }

    private static final Map<String, Object> NAMED = Map.ofEntries(
            Map.entry("collections.OrderedDict", Maker.DICTIONARY),
            Map.entry("torch._utils._rebuild_tensor_v2", Maker.TENSOR),
            Map.entry("torch._utils._rebuild_parameter", Maker.PARAMETER),
            Map.entry("torch.Size", Maker.SIZE),
            Map.entry("torch.FloatStorage", new StorageType(DType.F32)),
            Map.entry("torch.DoubleStorage", new StorageType(DType.F64)),
            Map.entry("torch.HalfStorage", new StorageType(DType.F16)),
            Map.entry("torch.BFloat16Storage", new StorageType(DType.BF16)),
            Map.entry("torch.LongStorage", new StorageType(DType.I64)),
            Map.entry("torch.IntStorage", new StorageType(DType.I32)),
            Map.entry("torch.ShortStorage", new StorageType(DType.I16)),
            Map.entry("torch.CharStorage", new StorageType(DType.I8)),
            Map.entry("torch.ByteStorage", new StorageType(DType.U8)),
            Map.entry("torch.BoolStorage", new StorageType(DType.BOOL)));

    /** What Lightning and NumPy leave in Stable Diffusion's files beside the weights. Skipped, not made. */
    private static final Set<String> SKIPPED = Set.of(
            "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint",
            "lightning.pytorch.callbacks.model_checkpoint.ModelCheckpoint",
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "numpy.dtype",
            "_codecs.encode",
            "torch.device",
            "torch.float16",
            "torch.bfloat16",
            "torch.float32",
            "torch.float64",
            "torch.int64");

    private final Storages storages;
    private final Map<String, Storage> known = new HashMap<>();

    TorchObjects(Storages storages) {
        this.storages = storages;
    }

    @Override
    public Object named(String module, String name) throws BrokenPickle {
        String full = module + "." + name;
        Object found = NAMED.get(full);
        if (found == null && !SKIPPED.contains(full)) {
            throw new BrokenPickle(
                    "it holds " + full + ", which is neither a tensor nor a plain container. Nothing in it"
                            + " was run. Save the state_dict alone, or convert the file to safetensors where it was made");
        }
        return found == null ? new Opaque(full) : found;
    }

    @Override
    public Object call(Object callee, List<?> arguments) throws BrokenPickle {
        if (callee instanceof Opaque) {
            return callee;
        }
        if (!(callee instanceof Maker maker)) {
            throw new BrokenPickle("its pickle calls " + Unpickler.kind(callee));
        }
        return switch (maker) {
            case DICTIONARY -> new LinkedHashMap<>();
            case TENSOR -> tensor(arguments);
            case PARAMETER -> argument(arguments, 0, TensorData.class);
            case SIZE -> arguments.isEmpty() ? List.of() : argument(arguments, 0, List.class);
        };
    }

    /** A storage: {@code ('storage', type, key, device, count)}. */
    @Override
    public Object persistent(Object id) throws BrokenPickle {
        if (!(id instanceof List<?> parts) || parts.size() < 5 || !"storage".equals(parts.get(0))) {
            throw new BrokenPickle("it refers to something that is no storage");
        }
        StorageType type = argument(parts, 1, StorageType.class);
        String key = argument(parts, 2, String.class);
        long count = argument(parts, 4, Long.class);
        Storage storage = known.get(key);
        if (storage == null) {
            try {
                storage = new Storage(type.dtype, storages.bytes(key));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            known.put(key, storage);
        }
        long held = storage.bytes.remaining() / type.dtype.bytes();
        if (storage.dtype != type.dtype || count < 0 || count > held) {
            throw new BrokenPickle(
                    "storage " + key + " should hold " + count + " values of " + type.dtype + ", it holds " + held);
        }
        return storage;
    }

    /** {@code (storage, offset, size, stride, ...)}: a view where its rows lie one behind the other, else a copy. */
    private static TensorData tensor(List<?> arguments) throws BrokenPickle {
        Storage storage = argument(arguments, 0, Storage.class);
        long offset = argument(arguments, 1, Long.class);
        long[] shape = numbers(argument(arguments, 2, List.class));
        long[] strides = numbers(argument(arguments, 3, List.class));
        long held = storage.bytes.remaining() / storage.dtype.bytes();
        try {
            long count = TensorData.count(shape);
            long last = count == 0 ? offset : last(offset, shape, strides);
            if (offset < 0 || strides.length != shape.length || last >= held + (count == 0 ? 1 : 0)) {
                throw new BrokenPickle("a tensor " + Arrays.toString(shape) + " at " + offset + " with steps "
                        + Arrays.toString(strides) + " does not lie in its storage of " + held + " values");
            }
            if (count > held) {
                throw new BrokenPickle("a tensor " + Arrays.toString(shape) + " repeats the " + held
                        + " values of its storage; save it contiguous");
            }
            ByteBuffer bytes = contiguous(shape, strides)
                    ? storage.bytes.slice(
                            Math.toIntExact(offset * storage.dtype.bytes()),
                            Math.toIntExact(count * storage.dtype.bytes()))
                    : gather(storage, offset, shape, strides, count);
            return new TensorData(storage.dtype, shape, bytes);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new BrokenPickle("a tensor has the impossible shape " + Arrays.toString(shape));
        }
    }

    private static long last(long offset, long[] shape, long[] strides) throws BrokenPickle {
        long last = offset;
        for (int i = 0; i < Math.min(shape.length, strides.length); i++) {
            if (strides[i] < 0) {
                throw new BrokenPickle("a tensor has a negative step");
            }
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return last;
    }

    private static boolean contiguous(long[] shape, long[] strides) {
        long expected = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    private static ByteBuffer gather(Storage storage, long offset, long[] shape, long[] strides, long count) {
        int size = storage.dtype.bytes();
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(count * size)).order(ByteOrder.LITTLE_ENDIAN);
        long[] index = new long[shape.length];
        for (long i = 0; i < count; i++) {
            long at = offset;
            for (int axis = 0; axis < shape.length; axis++) {
                at += index[axis] * strides[axis];
            }
            out.put(storage.bytes.slice(Math.toIntExact(at * size), size));
            for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return out.flip();
    }

    private static long[] numbers(List<?> values) throws BrokenPickle {
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = argument(values, i, Long.class);
        }
        return numbers;
    }

    private static <T> T argument(List<?> arguments, int index, Class<T> type) throws BrokenPickle {
        if (index >= arguments.size() || !type.isInstance(arguments.get(index))) {
            throw new BrokenPickle("its pickle makes a tensor of the wrong things: " + type.getSimpleName()
                    + " expected as number " + index);
        }
        return type.cast(arguments.get(index));
    }
}
