package org.semigda.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most memory a device's work held while it was watched: of a CUDA device what its tensors took; of the CPU what this process
 * held, native libraries included. Linux tells that; others do not.
 */
public final class PeakMemory {

    private static final Logger LOG = LoggerFactory.getLogger(PeakMemory.class);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    /** Makes the kernel begin its high-water mark anew (proc(5)). */
    private static final String FORGET_PEAK = "5";

    private final Device device;

    private PeakMemory(Device device) {
        this.device = device;
    }

    /** Watches from now on; a second watcher of the same device begins anew for the first one too. */
    public static PeakMemory watch(Device device) {
        if (device.kind() == Device.Kind.CUDA) {
            Cuda.forgetPeak(device);
            return new PeakMemory(device);
        }
        try {
            if (Files.isWritable(CLEAR)) {
                Files.writeString(CLEAR, FORGET_PEAK);
            }
        } catch (IOException e) {
            LOG.debug("the peak is that since the process began: {}", e.getMessage());
        }
        return new PeakMemory(device);
    }

    /** The peak in MiB; 0 where it cannot be told. */
    public long mebibytes() {
        return device.kind() == Device.Kind.CUDA ? Cuda.peakBytes(device) >> 20 : resident();
    }

    private static long resident() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            LOG.debug("the peak cannot be read: {}", e.getMessage());
            return 0;
        }
    }
}
