package org.semigda.torch;

import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch_cuda;

/** What only LibTorch's CUDA build has. Called with a CUDA device alone, so that a CPU build never asks for its libraries. */
final class Cuda {

    private Cuda() {}

    /** Makes it the calling thread's own: what names no device, such as NCCL's barrier, means this one. */
    static void use(Device device) {
        torch_cuda.set_device((byte) device.index());
    }

    /** The allocator refuses what goes beyond this share of the device's memory, as if the device had no more. */
    static void limitMemory(Device device, double share) {
        torch_cuda.getAllocator().setMemoryFraction(share, (byte) device.index());
    }

    /** The most bytes that tensors on the device took together since {@link #forgetPeak}. */
    static long peakBytes(Device device) {
        try (TorchScope scope = TorchScope.open()) {
            DeviceStats stats = torch_cuda.getAllocator().getDeviceStats((byte) device.index());
            return stats.allocated_bytes().peak(); // the first of three: all pools together
        }
    }

    /** Counts the peak anew. */
    static void forgetPeak(Device device) {
        torch_cuda.getAllocator().resetPeakStats((byte) device.index());
    }
}
