package org.semigda.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The most memory this process holds while it is watched, native libraries included. Linux tells; others do not. */
final class ResidentMemory {

    private static final Logger LOG = LoggerFactory.getLogger(ResidentMemory.class);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    /** Makes the kernel begin its high-water mark anew (proc(5)). */
    private static final String FORGET_PEAK = "5";

    private ResidentMemory() {}

    /** Watches from now on. */
    static ResidentMemory watch() {
        try {
            if (Files.isWritable(CLEAR)) {
                Files.writeString(CLEAR, FORGET_PEAK);
            }
        } catch (IOException e) {
            LOG.debug("the peak is that since the process began: {}", e.getMessage());
        }
        return new ResidentMemory();
    }

    /** The peak in MiB; 0 where it cannot be told. */
    long peakMiB() {
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
