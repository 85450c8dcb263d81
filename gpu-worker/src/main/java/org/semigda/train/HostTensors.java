package org.semigda.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.checkpoint.DType;
import org.semigda.checkpoint.TensorData;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/** Copies named tensors to the host and back, bit for bit. */
final class HostTensors {

    private HostTensors() {}

    /** Copies of all tensors in memory that Java frees when nothing refers to it any more. */
    static Map<String, TensorData> copy(Map<String, Tensor> tensors) {
        return copy(tensors, ByteBuffer::allocateDirect);
    }

    /**
     * Copies of all tensors; one that has several names is copied once.
     *
     * @param memory gives a buffer of so many bytes
     */
    static Map<String, TensorData> copy(Map<String, Tensor> tensors, IntFunction<ByteBuffer> memory) {
        Map<String, TensorData> copies = new LinkedHashMap<>();
        Map<Tensor, TensorData> byTensor = new IdentityHashMap<>();
        tensors.forEach((name, tensor) -> copies.put(
                name,
                byTensor.computeIfAbsent(
                        tensor,
                        each -> new TensorData(type(name, each), each.shape(), Tensors.toBytes(each, memory)))));
        return copies;
    }

    /**
     * Writes saved values into tensors, in place.
     *
     * @throws IllegalArgumentException when one is missing or of another shape
     */
    static void write(Map<String, TensorData> saved, Map<String, Tensor> targets) {
        try (NoGrad guard = NoGrad.on()) {
            targets.forEach((name, target) -> {
                try (TorchScope scope = TorchScope.open()) {
                    TensorData data = saved.get(name);
                    if (data == null) {
                        throw new IllegalArgumentException("the snapshot lacks the tensor '" + name + "'");
                    }
                    if (data.dtype() != type(name, target) || data.count() != target.numel()) {
                        throw new IllegalArgumentException("the snapshot's '" + name + "' is " + data
                                + ", this run needs " + type(name, target) + " with " + target.numel() + " values");
                    }
                    Tensor host = Tensors.empty(target.scalar_type().intern(), target.shape());
                    byte[] bytes = new byte[data.data().remaining()];
                    data.data().get(bytes);
                    new BytePointer(host.data_ptr()).put(bytes, 0, bytes.length);
                    target.copy_(host);
                }
            });
        }
    }

    /** A whole number as a tensor. */
    static TensorData of(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(number).flip();
        return new TensorData(DType.I64, new long[] {1}, bytes);
    }

    /**
     * The number that {@link #of} made a tensor of.
     *
     * @throws IllegalArgumentException when it is missing
     */
    static long number(Map<String, TensorData> saved, String name) {
        TensorData data = saved.get(name);
        if (data == null || data.dtype() != DType.I64 || data.count() != 1) {
            throw new IllegalArgumentException("the snapshot lacks the number '" + name + "'");
        }
        return data.data().getLong();
    }

    private static DType type(String name, Tensor tensor) {
        ScalarType type = tensor.scalar_type().intern();
        return switch (type) {
            case Float -> DType.F32;
            case Double -> DType.F64;
            case Long -> DType.I64;
            default -> throw new IllegalArgumentException("'" + name + "' is a tensor of type " + type);
        };
    }
}
