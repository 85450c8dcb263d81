package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file of weights in any format understood here, recognised by its first bytes, not by its name.
 *
 * @param format how it is stored
 * @param tensors by name, mapped: the file must stay as it is while they are in use
 */
public record WeightFile(Format format, Map<String, TensorData> tensors) {

    /** How a file stores its tensors. */
    public enum Format {
        SAFETENSORS("safetensors"),
        TORCH("PyTorch (zip)");

        private final String title;

        Format(String title) {
            this.title = title;
        }

        /** For people. */
        public String title() {
            return title;
        }
    }

    private static final int ZIP = 0x504b; // "PK"
    private static final int PICKLE = 0x8002; // protocol 2, as PyTorch wrote before its zip format

    /**
     * Reads a file.
     *
     * @throws SafetensorsException or {@link TorchFileException} if it breaks its format
     * @throws IOException if it cannot be read
     */
    public static WeightFile read(Path file) throws IOException {
        int start = firstTwoBytes(file);
        if (start == PICKLE) {
            throw new TorchFileException(
                    file, "it is in the format of PyTorch before 1.6; load and save it with a newer one");
        }
        return start == ZIP
                ? new WeightFile(Format.TORCH, TorchFile.read(file))
                : new WeightFile(Format.SAFETENSORS, Safetensors.read(file));
    }

    private static int firstTwoBytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length < 2 ? -1 : (start[0] & 0xff) << 8 | start[1] & 0xff;
        }
    }
}
