package org.semigda.orchestrator.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Looks at the head of a picture before anybody decodes it: a few bytes can claim to be gigabytes of pixels. */
public final class PictureGuard {

    /** Far above any medical picture, and 300 MB as 8-bit RGB. */
    public static final long MOST_PIXELS = 100_000_000;

    private static final long MOST_BYTES = 512L << 20;
    private static final Set<String> TYPES = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");

    private PictureGuard() {}

    /** Whether a file's name says that it is a picture. */
    public static boolean named(String name) {
        return TYPES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * Passes a picture that can be decoded in bounded memory.
     *
     * @throws IOException that says why it cannot; names the file without its folder
     */
    public static void require(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("'" + name + "' has more than " + (MOST_BYTES >> 20) + " MiB");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("'" + name + "' is not a PNG, JPEG, BMP or TIFF picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels <= 0 || pixels > MOST_PIXELS) {
                    throw new IOException("'" + name + "' claims " + reader.getWidth(0) + " x " + reader.getHeight(0)
                            + " pixels; at most " + MOST_PIXELS / 1_000_000 + " million are taken");
                }
            } catch (RuntimeException e) { // readers answer damaged heads with whatever their arithmetic runs into
                throw new IOException("'" + name + "' is damaged", e);
            } finally {
                reader.dispose();
            }
        }
    }
}
