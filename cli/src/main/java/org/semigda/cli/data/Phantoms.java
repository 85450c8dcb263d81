package org.semigda.cli.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.semigda.cli.console.FolderTree;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.data.PhantomGenerator;

/** The demo's images: generated once per home, and never seen half-written, however a demo was ended. */
public final class Phantoms {

    private static final String FOLDER = "phantoms";
    private static final int IMAGES = 240;
    private static final int SIZE = 128;
    private static final long SEED = 1;

    private Phantoms() {}

    /** The folder of the images, which are generated when they are not there. */
    public static Path in(Path home, ProgressPrinter printer) {
        Path folder = home.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            printer.note("generating " + IMAGES + " images in " + folder);
        }
        return in(home);
    }

    /** The same without a word. */
    static Path in(Path home) {
        Path folder = home.resolve(FOLDER);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(home);
            Path growing = Files.createTempDirectory(home, ".phantoms");
            try {
                PhantomGenerator.write(growing.resolve(FOLDER), IMAGES, SIZE, SEED);
                Files.move(growing.resolve(FOLDER), folder);
            } finally {
                FolderTree.delete(growing);
            }
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) { // otherwise another demo was faster, and its images are the same
                throw new UncheckedIOException("the images for the demo cannot be written to " + home, e);
            }
        }
        return folder;
    }
}
