package org.semigda.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, TIFF and BMP of 1 to 16 bit, grey, RGB, with alpha or a palette, and CMYK JPEG, turned as their EXIF
 * orientation says. Truncated files are refused, and so are those too large to hold before any of it is decoded.
 */
public final class PictureReader {

    /** About 10,000 by 10,000; three bytes each, twice over while decoding. */
    static final long MOST_PIXELS = 100_000_000;

    private static final long MOST_BYTES = 1L << 30;

    /** Tags of TIFF 6.0. */
    private static final int PHOTOMETRIC = 262;

    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int EXTRA_SAMPLES = 338;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;

    /** A decoded file: its values, and how it is to be turned. */
    record Raw(Path file, Samples samples, Orientation orientation) {

        Picture picture() {
            return inMemory(file, () -> orientation.apply(samples.toPicture()));
        }

        /** The picture at another size. */
        Picture picture(int width, int height) {
            Optional<Interleaved> plain =
                    orientation.equals(Orientation.AS_STORED) ? samples.interleaved() : Optional.empty();
            return plain.map(source -> Resize.bilinear(source, width, height))
                    .orElseGet(() -> Resize.bilinear(picture(), width, height));
        }

        /** See {@link Samples#brightest}; as stored, not turned. */
        char[] brightest() {
            return inMemory(file, samples::brightest);
        }

        int width() {
            return orientation.turned() ? samples.height() : samples.width();
        }

        int height() {
            return orientation.turned() ? samples.width() : samples.height();
        }

        LabelMap labels(int classes) {
            return inMemory(file, () -> orientation.apply(samples.toLabels(classes)));
        }
    }

    private PictureReader() {}

    /**
     * Decodes an image to 8-bit RGB; what is transparent is blended with black.
     *
     * @throws DataException if the file is missing, truncated, damaged or of a kind that is not understood
     */
    public static Picture read(Path file) {
        return raw(file).picture();
    }

    /**
     * Decodes and unites masks.
     *
     * @param masks at least one file, all of one size
     * @param classes K, including background. For 2, foreground is what is brighter than half (or above 0 in a 0/1 mask).
     *     Above 2, a value is the class index, or the classes are spread evenly over the range of values; where masks
     *     overlap the higher class wins.
     * @throws DataException if a file cannot be decoded, or the masks differ in size
     */
    public static LabelMap readMask(List<Path> masks, int classes) {
        if (masks.isEmpty()) {
            throw new IllegalArgumentException("no mask files given");
        }
        LabelMap united = readMask(masks.get(0), classes);
        for (Path file : masks.subList(1, masks.size())) {
            LabelMap next = readMask(file, classes);
            if (next.width() != united.width() || next.height() != united.height()) {
                throw new DataException("masks of one image differ in size: " + masks.get(0) + " is " + united.width()
                        + " x " + united.height() + ", " + file + " is " + next.width() + " x " + next.height());
            }
            for (int i = 0; i < united.labels().length; i++) {
                united.labels()[i] = (byte) Math.max(united.labels()[i] & 0xff, next.labels()[i] & 0xff);
            }
        }
        return united;
    }

    private static LabelMap readMask(Path file, int classes) {
        return raw(file).labels(classes);
    }

    /** The values as they are stored. */
    static Raw raw(Path file) {
        byte[] bytes = inMemory(file, () -> bytes(file));
        nameColours(bytes);
        BufferedImage image = inMemory(file, () -> decode(file, bytes));
        return new Raw(file, Samples.of(image, file), Orientation.of(bytes));
    }

    /** An image may be larger than the memory there is: that is about this image, and no reason to end the process. */
    private static <T> T inMemory(Path file, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            long most = Runtime.getRuntime().maxMemory() >> 20;
            throw new DataException(
                    "cannot read " + file + ": it does not fit into the " + most
                            + " MiB that Java may use; scale it down, or give more with SEMIGDA_JAVA_OPTS=-Xmx8g",
                    e);
        }
    }

    /**
     * CVC-ClinicDB's TIFF frames say that they are grey and have three values a pixel, which are red, green and blue.
     * Decoders make of them a grey image twice as wide, or the red channel alone.
     */
    private static void nameColours(byte[] file) {
        TiffTags tags = TiffTags.of(file, 0, file.length);
        boolean grey = tags.number(PHOTOMETRIC).orElse(-1) == BLACK_IS_ZERO;
        if (grey && tags.number(SAMPLES_PER_PIXEL).orElse(1) == 3 && !tags.has(EXTRA_SAMPLES)) {
            tags.change(PHOTOMETRIC, RGB);
        }
    }

    private static BufferedImage decode(Path file, byte[] bytes) {
        Completeness.problem(bytes).ifPresent(problem -> {
            throw unreadable(file, problem);
        });
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw unreadable(file, "not a PNG, JPEG, TIFF or BMP image");
            }
            return decode(file, readers.next(), stream);
        } catch (IOException e) {
            if (e.getCause() instanceof OutOfMemoryError full) {
                throw full; // Java's PNG reader wraps it
            }
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static BufferedImage decode(Path file, ImageReader reader, ImageInputStream stream) throws IOException {
        List<String> warnings = new ArrayList<>();
        try {
            reader.setInput(stream, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            requireSize(file, reader.getWidth(0), reader.getHeight(0));
            BufferedImage image = reader.read(0);
            for (String warning : warnings) {
                if (tellsOfMissingData(warning)) {
                    throw unreadable(file, warning);
                }
            }
            return image;
        } catch (RuntimeException e) {
            if (e instanceof DataException) {
                throw e;
            }
            // Decoders answer damaged files with whatever their arithmetic runs into.
            throw new DataException("cannot read " + file + ": damaged (" + e + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static void requireSize(Path file, long width, long height) {
        if (width < 1 || height < 1) {
            throw unreadable(file, "damaged: its size is " + width + " x " + height);
        }
        if (width * height > MOST_PIXELS) {
            throw unreadable(
                    file,
                    width + " x " + height + " pixels are more than the " + MOST_PIXELS / 1_000_000
                            + " million that are decoded; scale it down or crop it");
        }
    }

    /** Other warnings are about colour profiles and metadata, and harmless. */
    private static boolean tellsOfMissingData(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        return text.contains("truncated")
                || text.contains("premature")
                || text.contains("corrupt")
                || text.contains("end of");
    }

    private static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw unreadable(
                        file,
                        "its " + (size >> 20) + " MiB are more than the " + (MOST_BYTES >> 20)
                                + " that are read; scale the image down or crop it");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new DataException("no such file: " + file, e);
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static DataException unreadable(Path file, String why) {
        return new DataException("cannot read " + file + ": " + why);
    }
}
