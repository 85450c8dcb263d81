package org.semigda.nn;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.Device;
import org.semigda.torch.Tensors;

/**
 * First values of parameters. A value depends on the seed and the parameter's name only, not on the order in which
 * layers are built, on the device or on LibTorch's generator.
 *
 * @param seed of the run
 * @param scheme how convolutions start
 * @param device where the tensors go
 */
public record Initializer(long seed, Scheme scheme, Device device) {

    /** How the weights and biases of a convolution start. */
    public enum Scheme {
        /** PyTorch's default: both uniform within 1/sqrt(fan-in). */
        UNIFORM,
        /** Weights normal with standard deviation sqrt(2 / fan-out), biases as in UNIFORM. */
        KAIMING,
        /** Weights as in KAIMING, biases 0. */
        KAIMING_ZERO_BIAS
    }

    Tensor convWeight(String name, int in, int out, int kernel) {
        return scheme == Scheme.UNIFORM
                ? uniform(name, 1 / Math.sqrt((double) in * kernel * kernel), out, in, kernel, kernel)
                : normal(name, Math.sqrt(2.0 / ((double) out * kernel * kernel)), out, in, kernel, kernel);
    }

    Tensor convBias(String name, int in, int out, int kernel) {
        return scheme == Scheme.KAIMING_ZERO_BIAS
                ? constant(0, out)
                : uniform(name, 1 / Math.sqrt((double) in * kernel * kernel), out);
    }

    Tensor constant(double value, long size) {
        float[] values = new float[(int) size];
        Arrays.fill(values, (float) value);
        return place(values, size);
    }

    private Tensor uniform(String name, double bound, long... shape) {
        if (device.equals(Device.SHAPES_ONLY)) {
            return shapeOnly(shape);
        }
        SplittableRandom random = random(name);
        float[] values = new float[count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return place(values, shape);
    }

    private Tensor normal(String name, double deviation, long... shape) {
        if (device.equals(Device.SHAPES_ONLY)) {
            return shapeOnly(shape);
        }
        SplittableRandom random = random(name);
        float[] values = new float[count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return place(values, shape);
    }

    private Tensor place(float[] values, long... shape) {
        return Tensors.to(Tensors.of(values, shape), device);
    }

    private Tensor shapeOnly(long... shape) {
        return Tensors.to(Tensors.empty(ScalarType.Float, shape), device);
    }

    private SplittableRandom random(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + crc.getValue());
    }

    private static int count(long... shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }
}
