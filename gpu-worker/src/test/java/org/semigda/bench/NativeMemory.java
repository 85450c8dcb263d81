package org.semigda.bench;

/** What stays resident beside Java's heap, for tests whose profile makes the heap resident at once. */
public final class NativeMemory {

    private NativeMemory() {}

    /** In MiB. */
    public static double residentMiB() {
        return ProcessMemory.residentMiB() - Runtime.getRuntime().maxMemory() / (double) (1 << 20);
    }
}
