package org.semigda.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;

/** Tells from an error that memory ran out, and what to change so that it does not. */
final class OutOfMemory {

    /** What LibTorch, CUDA's libraries, JavaCPP and the JVM say when it did. */
    private static final List<String> WORDS = List.of(
            "out of memory",
            "can't allocate memory",
            "not enough memory",
            "cudnn_status_alloc_failed",
            "cublas_status_alloc_failed",
            "cuda_error_out_of_memory",
            "physical memory usage is too high",
            "failed to allocate memory within limits");

    private static final String HEAP = "java heap space";
    private static final String DIRECT = "direct buffer memory";
    private static final int SMALLEST_IMAGE = 32;

    private OutOfMemory() {}

    /** The line that says so, of the first of a chain of causes; empty when memory was not the reason. */
    static Optional<String> said(Throwable thrown) {
        Optional<String> said = Optional.empty();
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            String lower = line.toLowerCase(Locale.ROOT);
            if (e instanceof OutOfMemoryError || WORDS.stream().anyMatch(lower::contains)) {
                said = Optional.of(line);
            }
        }
        return said;
    }

    /**
     * What happened and what helps, what saves most first.
     *
     * @param device where
     * @param settings of the run
     * @param said the error's line
     */
    static String advice(String device, Settings settings, String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains(DIRECT)) {
            return "what Java may use outside its heap, for batches and for copies of the weights that are being written, is"
                    + " full (" + said + "): give it more with SEMIGDA_JAVA_OPTS=-XX:MaxDirectMemorySize=8g";
        }
        if (lower.contains(HEAP)) {
            return "Java's heap is full: lower data.cache (now " + settings.get(Keys.DATA_CACHE)
                    + " MiB of decoded images), or give Java more with SEMIGDA_JAVA_OPTS=-Xmx4g";
        }
        List<String> changes = new ArrayList<>();
        int labelled = settings.get(Keys.BATCH_LABELLED);
        int unlabelled = settings.get(Keys.BATCH_UNLABELLED);
        if (labelled > 1 || unlabelled > 1) {
            changes.add("smaller batch.labelled and batch.unlabelled (now " + labelled + " and " + unlabelled + ")");
        }
        if (settings.get(Keys.PRECISION) == Keys.Precision.FP32) {
            changes.add("precision=bf16");
        }
        if (!settings.get(Keys.DECODER_CHECKPOINT)) {
            changes.add("decoder.checkpoint=true");
        }
        int size = settings.get(Keys.IMAGE_SIZE);
        if (size > SMALLEST_IMAGE) {
            changes.add("a smaller image.size (now " + size + ")");
        }
        boolean cuda = device.startsWith("cuda");
        if (cuda && settings.get(Keys.CUDA_MEMORY) < 1) {
            changes.add("a larger cuda.memory (now " + settings.get(Keys.CUDA_MEMORY) + " of the device's)");
        }
        String others = cuda ? "other programs on this device ended (nvidia-smi lists them)" : "other programs ended";
        return "the memory of " + device + " does not suffice for this run (" + said + "). What helps: "
                + String.join(", ", changes) + (changes.isEmpty() ? "" : ", or ") + others;
    }
}
