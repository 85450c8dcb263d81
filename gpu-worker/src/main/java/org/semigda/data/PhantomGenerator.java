package org.semigda.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Draws ultrasound-like images with known lesions, so that the whole path can be tried without any data set. */
public final class PhantomGenerator {

    private static final int SMALLEST = 16;

    /** Squeezes the wide range of echoes into what a screen shows, as scanners do. */
    private static final double COMPRESSION = 0.6;

    /** Keeps all but the brightest grains below white. */
    private static final double BRIGHTNESS = 0.56;

    private PhantomGenerator() {}

    /** Writes phantoms of two classes. */
    public static void write(Path out, int count, int size, long seed) {
        write(out, count, size, 2, seed);
    }

    /**
     * Writes {@code images/0001.png} and {@code masks/0001.png} and so on, square and grey; the same seed gives the same
     * files. The classes are spread evenly over a mask's range: 0 and 255 for two, 0, 128 and 255 for three.
     *
     * @param classes background included: 2, or 3 for lesions of two kinds
     * @throws DataException if the numbers are out of range or the folder cannot be written
     */
    public static void write(Path out, int count, int size, int classes, long seed) {
        if (classes < 2 || classes > 3) {
            throw new DataException("cannot draw phantoms of " + classes + " classes; ask for 2 or 3");
        }
        if (count < 1 || size < SMALLEST) {
            throw new DataException("cannot draw " + count + " phantoms of " + size
                    + " pixels; ask for at least 1 image of at least " + SMALLEST + " pixels");
        }
        int digits = Math.max(4, Integer.toString(count).length());
        try {
            Path images = Files.createDirectories(out.resolve("images"));
            Path masks = Files.createDirectories(out.resolve("masks"));
            for (int i = 1; i <= count; i++) {
                String name = String.format(Locale.ROOT, "%0" + digits + "d.png", i);
                SplittableRandom random = Rng.of(seed, i);
                PhantomScene scene = new PhantomScene(random, classes);
                save(image(scene, size, random), size, images.resolve(name));
                save(mask(scene, size, classes), size, masks.resolve(name));
            }
        } catch (IOException e) {
            throw new DataException("cannot write phantoms to " + out + ": " + e.getMessage(), e);
        }
    }

    private static byte[] image(PhantomScene scene, int size, SplittableRandom random) {
        double grain = size / 128.0;
        double[] speckle = Speckle.draw(random, size, size, 1.1 * grain, 0.6 * grain);
        byte[] grey = new byte[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double mean = scene.echo((x + 0.5) / size, (y + 0.5) / size);
                double shown = 255 * BRIGHTNESS * Math.pow(mean * speckle[y * size + x], COMPRESSION);
                grey[y * size + x] = (byte) Math.round(Math.min(255, shown));
            }
        }
        return grey;
    }

    private static byte[] mask(PhantomScene scene, int size, int classes) {
        byte[] mask = new byte[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int label = scene.label((x + 0.5) / size, (y + 0.5) / size);
                mask[y * size + x] = (byte) Math.round(255.0 * label / (classes - 1));
            }
        }
        return mask;
    }

    private static void save(byte[] grey, int size, Path file) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, size, size, grey);
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("no PNG encoder");
        }
    }
}
