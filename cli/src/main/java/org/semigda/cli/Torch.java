package org.semigda.cli;

import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchInfo;
import org.semigda.torch.TorchNatives;

/** LibTorch for the commands that use a model without a worker. */
final class Torch {

    private Torch() {}

    /** Loads it and chooses the first CUDA device, or the CPU. */
    static Device device() {
        return device(NativeLimits.defaults());
    }

    /** The same with this many threads. */
    static Device device(int threads) {
        return device(NativeLimits.defaults().withThreads(threads));
    }

    private static Device device(NativeLimits limits) {
        TorchInfo info = TorchNatives.load(limits);
        String name = info.devices().stream()
                .filter(device -> device.startsWith("cuda"))
                .findFirst()
                .orElse("cpu");
        return Device.parse(name);
    }
}
