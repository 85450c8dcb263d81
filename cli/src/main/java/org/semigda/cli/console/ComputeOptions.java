package org.semigda.cli.console;

import java.util.Optional;
import org.semigda.conf.UserError;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import picocli.CommandLine.Option;

/** Where the commands compute that use a model without a worker. */
public final class ComputeOptions {

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads LibTorch computes with on a CPU. Default: one per core.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "cpu, cuda or cuda:1. Default: the first CUDA device, or the CPU.")
    private Optional<String> device = Optional.empty();

    /** Loads LibTorch with that many threads and chooses the device. */
    public Device device() {
        if (threads.isPresent() && (threads.get() < 1 || threads.get() > 512)) {
            throw new UserError("--threads " + threads.get() + " is not a number from 1 to 512");
        }
        NativeLimits usual = NativeLimits.defaults();
        return Torch.device(threads.map(usual::withThreads).orElse(usual), device);
    }
}
