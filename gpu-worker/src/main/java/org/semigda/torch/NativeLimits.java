package org.semigda.torch;

import java.lang.management.ManagementFactory;

/**
 * What this process may use.
 *
 * @param threads threads of one native operation, at least 1
 * @param maxPhysicalBytes physical memory of the whole process in bytes; native allocations beyond it fail with an
 *     OutOfMemoryError instead of a kill by the operating system
 */
public record NativeLimits(int threads, long maxPhysicalBytes) {

    public NativeLimits {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        if (maxPhysicalBytes < 1L << 28) {
            throw new IllegalArgumentException(
                    "maxPhysicalBytes must be at least 256 MB (LibTorch itself needs that), was " + maxPhysicalBytes);
        }
    }

    /** All cores, and 80% of the memory of the machine or of the container around this process. */
    public static NativeLimits defaults() {
        long total = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 4 * Runtime.getRuntime().maxMemory();
        return new NativeLimits(Runtime.getRuntime().availableProcessors(), Math.max(1L << 28, total / 5 * 4));
    }

    /** The same memory with this many threads. */
    public NativeLimits withThreads(int count) {
        return new NativeLimits(count, maxPhysicalBytes);
    }
}
