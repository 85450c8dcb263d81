package org.semigda.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Moves numbers between Java and LibTorch. New tensors belong to the scope that is open. */
public final class Tensors {

    private Tensors() {}

    /** A float tensor on the CPU with a copy of the buffer's remaining values, row-major. */
    public static Tensor of(FloatBuffer values, long... shape) {
        FloatBuffer source = values.duplicate();
        checkCount(source.remaining(), shape);
        Tensor tensor = torch.empty(shape);
        try (FloatPointer target = tensor.data_ptr_float()) {
            target.capacity(source.remaining()).asByteBuffer().asFloatBuffer().put(source);
        }
        return tensor;
    }

    /** A float tensor on the CPU with a copy of the values, row-major. */
    public static Tensor of(float[] values, long... shape) {
        return of(FloatBuffer.wrap(values), shape);
    }

    /** An int64 tensor on the CPU with a copy of the buffer's remaining values, row-major. */
    public static Tensor of(LongBuffer values, long... shape) {
        LongBuffer source = values.duplicate();
        checkCount(source.remaining(), shape);
        Tensor tensor = empty(ScalarType.Long, shape);
        try (LongPointer target = tensor.data_ptr_long()) {
            target.capacity(source.remaining()).asByteBuffer().asLongBuffer().put(source);
        }
        return tensor;
    }

    /** An int64 tensor on the CPU with a copy of the values, row-major. */
    public static Tensor of(long[] values, long... shape) {
        return of(LongBuffer.wrap(values), shape);
    }

    /** An int64 tensor on the CPU from bytes, each 0 to 255: the labels of masks. */
    public static Tensor ofLabels(byte[] values, long... shape) {
        checkCount(values.length, shape);
        try (Tensor bytes = empty(ScalarType.Byte, shape)) {
            try (BytePointer target = bytes.data_ptr_byte()) {
                target.put(values, 0, values.length);
            }
            return bytes.to(ScalarType.Long);
        }
    }

    /** An uninitialised tensor of a type on the CPU. */
    public static Tensor empty(ScalarType type, long... shape) {
        try (TensorOptions options = new TensorOptions(type)) {
            return torch.empty(shape, options, null);
        }
    }

    /** All values as float, row-major, from any device and of any type. */
    public static float[] toFloats(Tensor tensor) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor plain = tensor.detach().cpu().to(ScalarType.Float).contiguous();
            float[] values = new float[Math.toIntExact(plain.numel())];
            plain.data_ptr_float().get(values);
            return values;
        }
    }

    /** All values as long, row-major, from any device; fractions are cut off. */
    public static long[] toLongs(Tensor tensor) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor plain = tensor.detach().cpu().to(ScalarType.Long).contiguous();
            long[] values = new long[Math.toIntExact(plain.numel())];
            plain.data_ptr_long().get(values);
            return values;
        }
    }

    /** A copy of the tensor's bytes, row-major and little-endian, in the tensor's own type. */
    public static ByteBuffer toBytes(Tensor tensor) {
        return toBytes(tensor, ByteBuffer::allocateDirect);
    }

    /**
     * As {@link #toBytes(Tensor)}, in memory of the caller's.
     *
     * @param memory gives a buffer of so many bytes
     */
    public static ByteBuffer toBytes(Tensor tensor, IntFunction<ByteBuffer> memory) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            int size = Math.toIntExact(plain.nbytes());
            ByteBuffer copy = memory.apply(size).order(ByteOrder.LITTLE_ENDIAN);
            if (size > 0) {
                Pointer source = plain.data_ptr();
                copy.put(new BytePointer(source).capacity(size).asByteBuffer()).flip();
            }
            return copy;
        }
    }

    /** The value of a tensor with one element, from any device. */
    public static double item(Tensor tensor) {
        return tensor.item_double();
    }

    /** The shape; a scalar has an empty one. */
    public static long[] shape(Tensor tensor) {
        return tensor.shape();
    }

    /** The tensor on a device: itself where it is there already. */
    public static Tensor to(Tensor tensor, Device device) {
        try (org.bytedeco.pytorch.Device target = device.toNative()) {
            return tensor.to(target, tensor.scalar_type());
        }
    }

    /**
     * A CPU tensor on a device. To a CUDA device it goes through page-locked memory, and the call does not wait for the
     * copy: the device does what comes next once it has arrived.
     */
    public static Tensor send(Tensor tensor, Device device) {
        if (device.kind() != Device.Kind.CUDA) {
            return to(tensor, device);
        }
        // LibTorch's allocator keeps the locked pages until the copy is over, also when the tensor is closed before.
        try (org.bytedeco.pytorch.Device target = device.toNative();
                MemoryFormatOptional asItIs = new MemoryFormatOptional();
                Tensor locked = tensor.pin_memory()) {
            return locked.to(target, tensor.scalar_type(), true, false, asItIs);
        }
    }

    /** {@code tensor * factor + offset}. */
    public static Tensor affine(Tensor tensor, double factor, double offset) {
        try (Scalar a = new Scalar(factor);
                Scalar b = new Scalar(offset)) {
            Tensor scaled = factor == 1 ? tensor : tensor.mul(a);
            return offset == 0 ? scaled : scaled.add(b);
        }
    }

    /**
     * The same [B,C,H,W] values with the channels of a position side by side in memory: itself where they are already.
     * Convolutions are fastest in that order, and every layer keeps it; but LibTorch's group normalisation of few channels a
     * group takes five times as long backward, so that it suits networks without one, or without a backward pass.
     */
    public static Tensor channelsLast(Tensor tensor) {
        return tensor.contiguous(MemoryFormat.ChannelsLast);
    }

    /** The tensors one behind the other along a dimension. */
    public static Tensor cat(long dimension, Tensor... tensors) {
        try (TensorVector list = new TensorVector(tensors)) {
            return torch.cat(list, dimension);
        }
    }

    /** Values limited to [low, high]; gradients pass inside. */
    public static Tensor clamp(Tensor tensor, double low, double high) {
        try (Scalar a = new Scalar(low);
                Scalar b = new Scalar(high);
                ScalarOptional from = new ScalarOptional(a);
                ScalarOptional to = new ScalarOptional(b)) {
            return tensor.clamp(from, to);
        }
    }

    /** A tensor like another one (shape, type, device) with one value everywhere. */
    public static Tensor full(Tensor like, double value) {
        try (Scalar scalar = new Scalar(value)) {
            return torch.full_like(like, scalar);
        }
    }

    /** {@code max(x, slope * x)} for slopes below 1. */
    public static Tensor leakyRelu(Tensor tensor, double slope) {
        try (Scalar scalar = new Scalar(slope)) {
            return torch.leaky_relu(tensor, scalar);
        }
    }

    private static void checkCount(long count, long... shape) {
        long expected = 1;
        for (long size : shape) {
            expected *= size;
        }
        if (count != expected) {
            throw new IllegalArgumentException(
                    count + " values do not fill the shape " + java.util.Arrays.toString(shape));
        }
    }
}
