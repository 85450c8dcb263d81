package org.semigda.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds, as the operating system sees it. */
public final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /** The most resident memory so far, in MiB; 0 on a system that does not tell (all but Linux). */
    public static double peakResidentMiB() {
        return kibibytes("VmHWM:") / 1024.0;
    }

    /** The resident memory now, in MiB; 0 on a system that does not tell. */
    public static double residentMiB() {
        return kibibytes("VmRSS:") / 1024.0;
    }

    private static long kibibytes(String field) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // no such file: another operating system
        }
    }
}
