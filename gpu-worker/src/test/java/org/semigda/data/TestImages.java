package org.semigda.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Small image files for tests. */
final class TestImages {

    private TestImages() {}

    /** A grey PNG of a formula of x and y. */
    static Path grey(Path file, int width, int height, IntBinaryOperator value) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, value.applyAsInt(x, y));
            }
        }
        return save(file, image);
    }

    /** Writes an image in the format its file name says. */
    static Path save(Path file, BufferedImage image) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
                throw new IllegalArgumentException("no encoder for " + file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the first part of a file only. */
    static void truncate(Path file, double share) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, (int) (bytes.length * share)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code annotated} images 0, 1, ... with masks and then {@code bare} ones without, all of one size. */
    static Path folder(Path root, int annotated, int bare, int width, int height) {
        IntStream.range(0, annotated + bare).forEach(i -> {
            grey(root.resolve("images/" + i + ".png"), width, height, (x, y) -> (i * 7 + x * 3 + y * 5) % 256);
            if (i < annotated) {
                grey(root.resolve("masks/" + i + ".png"), width, height, (x, y) -> x <= i % width ? 255 : 0);
            }
        });
        return root;
    }

    /** A split of ids 0, 1, ... in turn. */
    static Split split(int labelled, int unlabelled, int validation, int test) {
        return new Split(
                "hash",
                1,
                ids(0, labelled),
                ids(labelled, unlabelled),
                ids(labelled + unlabelled, validation),
                ids(labelled + unlabelled + validation, test));
    }

    private static List<String> ids(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Integer::toString).toList();
    }
}
