package org.semigda.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what the safetensors format demands; the message names the file, the tensor and the value. */
public final class SafetensorsException extends IOException {

    private static final long serialVersionUID = 1;

    SafetensorsException(Path file, String problem) {
        super(file + " is not a valid safetensors file: " + problem);
    }
}
