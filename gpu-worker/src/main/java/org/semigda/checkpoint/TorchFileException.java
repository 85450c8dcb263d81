package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A file that {@code torch.save} did not write, or that holds more than tensors; the message names the file and why. */
public final class TorchFileException extends IOException {

    private static final long serialVersionUID = 1;

    TorchFileException(Path file, String problem) {
        super(file + " cannot be read as a PyTorch file: " + problem);
    }
}
