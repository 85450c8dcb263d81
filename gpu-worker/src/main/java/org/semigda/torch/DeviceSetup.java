package org.semigda.torch;

import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;

/**
 * How a process uses its device, set once before it computes.
 *
 * @param tf32 whether CUDA multiplies fp32 numbers in TensorFloat-32, in convolutions and products of matrices alike
 * @param memoryShare of a CUDA device's memory that this process may take, above 0 and at most 1
 */
public record DeviceSetup(boolean tf32, double memoryShare) {

    public DeviceSetup {
        if (!(memoryShare > 0 && memoryShare <= 1)) {
            throw new IllegalArgumentException(
                    "the share of a device's memory must be above 0 and at most 1, was " + memoryShare);
        }
    }

    /** Call on the device's thread, after {@link TorchNatives#load}. */
    public void apply(Device device) {
        Context context = torch.globalContext();
        Float32Precision precision = tf32 ? Float32Precision.TF32 : Float32Precision.IEEE;
        context.setFloat32Precision(Float32Backend.CUDA, Float32Op.CONV, precision);
        context.setFloat32Precision(Float32Backend.CUDA, Float32Op.MATMUL, precision);
        if (device.kind() == Device.Kind.CUDA) {
            Cuda.use(device);
            Cuda.limitMemory(device, memoryShare);
        }
    }
}
