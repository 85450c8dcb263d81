package org.semigda.bench;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.semigda.torch.Device;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/**
 * What a device reaches in operations that suit it: a step cannot do better, so its own rate is told as a share of this.
 *
 * @param convolution floating-point operations a second of a 3x3 convolution, 128 to 128 channels, 8 x 48 x 48 positions
 * @param matrix the same of a product of two square matrices of 2048
 */
public record MachinePeak(double convolution, double matrix) {

    private static final int RUNS = 7;
    private static final long IMAGES = 8;
    private static final long CHANNELS = 128;
    private static final long SIDE = 48;
    private static final long MATRIX = 2048;
    private static final long ROWS = 32;

    /** Takes about a second on the CPU; the best of several runs, with the process's thread count. */
    public static MachinePeak measure(Device device, boolean bf16) {
        try (TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            ScalarType type = bf16 ? ScalarType.BFloat16 : ScalarType.Float;
            Tensor image = random(device, type, IMAGES, CHANNELS, SIDE, SIDE).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = random(device, type, CHANNELS, CHANNELS, 3, 3).contiguous(MemoryFormat.ChannelsLast);
            TensorOptional none = new TensorOptional();
            long[] one = {1, 1};
            double convolution = 2.0 * IMAGES * SIDE * SIDE * CHANNELS * CHANNELS * 9;
            // A 1x1 convolution is the product of two matrices, by the library that does the step's convolutions.
            Tensor left = random(device, type, 2, MATRIX, ROWS, ROWS).contiguous(MemoryFormat.ChannelsLast);
            Tensor right = random(device, type, MATRIX, MATRIX, 1, 1);
            long[] nothing = {0, 0};
            return new MachinePeak(
                    convolution / seconds(device, () -> torch.conv2d(image, weight, none, one, one, one, 1)),
                    2.0
                            * MATRIX
                            * MATRIX
                            * MATRIX
                            / seconds(device, () -> torch.conv2d(left, right, none, one, nothing, one, 1)));
        }
    }

    private static Tensor random(Device device, ScalarType type, long... shape) {
        return Tensors.to(torch.rand(shape, new TensorOptions(ScalarType.Float)), device)
                .to(type);
    }

    private static double seconds(Device device, java.util.function.Supplier<Tensor> work) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            try (TorchScope scope = TorchScope.open()) {
                long start = System.nanoTime();
                Tensor result = work.get();
                if (device.kind() == Device.Kind.CUDA) {
                    torch.cuda_synchronize();
                }
                best = Math.min(best, System.nanoTime() - start);
                result.close();
            }
        }
        return best / 1e9;
    }
}
