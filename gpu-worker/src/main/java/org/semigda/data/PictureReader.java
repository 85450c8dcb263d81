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
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes PNG, JPEG, TIFF and BMP of 1 to 16 bit, grey, RGB, with alpha or a palette. Truncated files are refused. */
public final class PictureReader {

    private PictureReader() {}

    /**
     * Decodes an image to 8-bit RGB; what is transparent is blended with black.
     *
     * @throws DataException if the file is missing, truncated, damaged or of a kind that is not understood
     */
    public static Picture read(Path file) {
        return Samples.of(decode(file), file).toPicture();
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
        return Samples.of(decode(file), file).toLabels(classes);
    }

    private static BufferedImage decode(Path file) {
        byte[] bytes = bytes(file);
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
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static BufferedImage decode(Path file, ImageReader reader, ImageInputStream stream) throws IOException {
        List<String> warnings = new ArrayList<>();
        try {
            reader.setInput(stream, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
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
