package org.semigda.cli;

import java.util.Optional;
import org.semigda.conf.UserError;
import org.semigda.torch.Device;
import picocli.CommandLine.Option;

/** {@code --threads} of the commands that use a model without a worker. */
final class ThreadsOption {

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads LibTorch computes with on a CPU. Default: one per core.")
    private Optional<Integer> threads = Optional.empty();

    /** Loads LibTorch with that many threads and chooses the first CUDA device, or the CPU. */
    Device device() {
        if (threads.isPresent() && (threads.get() < 1 || threads.get() > 512)) {
            throw new UserError("--threads " + threads.get() + " is not a number from 1 to 512");
        }
        return threads.map(Torch::device).orElseGet(Torch::device);
    }
}
