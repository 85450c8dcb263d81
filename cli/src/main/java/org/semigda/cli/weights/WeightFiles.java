package org.semigda.cli.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.semigda.checkpoint.WeightFile;
import org.semigda.conf.UserError;

/** Files of weights that a user names. */
final class WeightFiles {

    private WeightFiles() {}

    /**
     * Reads one.
     *
     * @throws UserError when there is none, or it is broken
     */
    static WeightFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("there is no file " + file);
        }
        try {
            return WeightFile.read(file);
        } catch (IOException e) {
            throw new UserError(e.getMessage() == null ? "cannot read " + file + ": " + e : e.getMessage(), e);
        }
    }
}
