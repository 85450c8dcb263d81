package org.semigda.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A stored tensor: values row-major and little-endian. The buffer is shared, not copied; reads go through duplicates,
 * so that one object may be read by many threads. Two are equal when type, shape and bytes are.
 *
 * @param dtype type of the elements
 * @param shape sizes, none negative; empty for a scalar
 * @param data exactly the tensor's bytes, read from position 0 to the limit
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below see the values
public record TensorData(DType dtype, long[] shape, ByteBuffer data) {

    public TensorData {
        shape = shape.clone();
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        long expected = Math.multiplyExact(count(shape), (long) dtype.bytes());
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("a tensor of " + dtype + " " + Arrays.toString(shape) + " has "
                    + expected + " bytes, not " + data.remaining());
        }
    }

    /** Float values with a shape, copied. */
    public static TensorData of(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new TensorData(DType.F32, shape, bytes);
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** A view of its own position, little-endian. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of elements. */
    public long count() {
        return count(shape);
    }

    /**
     * The same values in another floating-point type: itself where it has that type. A narrower type rounds to the
     * nearest value, ties to even.
     *
     * @throws IllegalArgumentException for integers and booleans, as source or as target
     */
    public TensorData to(DType target) {
        if (target == dtype) {
            return this;
        }
        if (!target.floating()) {
            throw new IllegalArgumentException(target + " is not a floating-point type");
        }
        float[] values = toFloats();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, target.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (target) {
                case F64 -> bytes.putDouble(value);
                case F32 -> bytes.putFloat(value);
                case F16 -> bytes.putShort(Half.fromFloat(value));
                default -> bytes.putShort(Half.brainFromFloat(value));
            }
        }
        return new TensorData(target, shape, bytes.flip());
    }

    /**
     * All values as float, row-major.
     *
     * @throws IllegalArgumentException for integers and booleans
     */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(count())];
        ByteBuffer source = data();
        switch (dtype) {
            case F32 -> {
                FloatBuffer floats = source.asFloatBuffer();
                floats.get(values);
            }
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) source.getDouble();
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Half.brainToFloat(source.getShort());
                }
            }
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Half.toFloat(source.getShort());
                }
            }
            default -> throw new IllegalArgumentException(dtype + " is not a floating-point type");
        }
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorData that
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && data().equals(that.data());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * dtype.hashCode() + Arrays.hashCode(shape)) + data().hashCode();
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }

    static long count(long... shape) {
        long count = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
            }
            count = Math.multiplyExact(count, size);
        }
        return count;
    }
}
