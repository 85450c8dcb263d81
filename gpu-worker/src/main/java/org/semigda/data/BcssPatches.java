package org.semigda.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Crops BCSS's regions, which are thousands of pixels wide, into square patches without overlap, and makes masks of
 * foreground and background out of its class numbers (1 is tumour). The rest at the right and the bottom that fills no
 * patch is left out, and so are patches that lie mostly outside the annotated region (class 0).
 */
public final class BcssPatches {

    private static final int OUTSIDE = 0;

    private final int size;
    private final Set<Integer> foreground;

    /**
     * @param size side of a patch in pixels, at least 32; the paper's is 1024
     * @param foreground class numbers that are foreground
     */
    public BcssPatches(int size, Set<Integer> foreground) {
        if (size < 32) {
            throw new DataException("patches of " + size + " pixels are too small; make them at least 32");
        }
        this.size = size;
        this.foreground = Set.copyOf(foreground);
    }

    /**
     * Writes {@code images/REGION_x0_y1024.png} and the masks of the same names.
     *
     * @param regions a folder with {@code rgbs_colorNormalized/} (or {@code rgbs/}) beside {@code masks/}
     * @return the number of patches
     * @throws DataException if the folder is arranged otherwise, or a file cannot be read or written
     */
    public int crop(Path regions, Path out, ProgressListener listener) {
        Path images = ImageFiles.folder(regions, List.of("rgbs_colorNormalized", "rgbs"))
                .orElseThrow(() -> new DataException("no rgbs_colorNormalized/ in " + regions
                        + "; BCSS has it beside masks/, with the regions as PNG files"));
        Path masks = ImageFiles.folder(regions, "masks")
                .orElseThrow(() -> new DataException("no masks/ in " + regions + " beside " + images));
        Listing listing = Pairing.folders(regions, images, masks);
        List<Item> items = listing.items().stream().filter(Item::hasMask).toList();
        if (items.isEmpty()) {
            throw new DataException("no region in " + images + " has a mask of the same name in " + masks);
        }
        int patches = 0;
        int done = 0;
        try {
            Files.createDirectories(out.resolve("images"));
            Files.createDirectories(out.resolve("masks"));
            for (Item item : items) {
                patches += crop(item, out);
                listener.progress(++done, items.size());
            }
        } catch (IOException e) {
            throw new DataException("cannot write patches to " + out + ": " + e.getMessage(), e);
        }
        return patches;
    }

    private int crop(Item item, Path out) throws IOException {
        Picture picture = PictureReader.read(item.image());
        PictureReader.Raw raw = PictureReader.raw(item.masks().get(0));
        char[] classes = raw.samples().brightest();
        int width = picture.width();
        if (raw.samples().width() != width || raw.samples().height() != picture.height()) {
            throw new DataException("region and mask differ in size: " + item.image() + " is " + width + " x "
                    + picture.height() + ", its mask " + raw.samples().width() + " x "
                    + raw.samples().height());
        }
        int patches = 0;
        for (int top = 0; top + size <= picture.height(); top += size) {
            for (int left = 0; left + size <= width; left += size) {
                if (mostlyInside(classes, width, left, top)) {
                    String name = item.id() + "_x" + left + "_y" + top + ".png";
                    save(image(picture, left, top), out.resolve("images").resolve(name));
                    save(mask(classes, width, left, top), out.resolve("masks").resolve(name));
                    patches++;
                }
            }
        }
        return patches;
    }

    private boolean mostlyInside(char[] classes, int width, int left, int top) {
        long outside = 0;
        for (int y = top; y < top + size; y++) {
            for (int x = left; x < left + size; x++) {
                outside += classes[y * width + x] == OUTSIDE ? 1 : 0;
            }
        }
        return 2 * outside <= (long) size * size;
    }

    private BufferedImage image(Picture picture, int left, int top) {
        BufferedImage patch = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                patch.setRGB(
                        x,
                        y,
                        picture.value(left + x, top + y, 0) << 16
                                | picture.value(left + x, top + y, 1) << 8
                                | picture.value(left + x, top + y, 2));
            }
        }
        return patch;
    }

    private BufferedImage mask(char[] classes, int width, int left, int top) {
        BufferedImage patch = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                boolean inside = foreground.contains((int) classes[(top + y) * width + left + x]);
                patch.getRaster().setSample(x, y, 0, inside ? 255 : 0);
            }
        }
        return patch;
    }

    private static void save(BufferedImage image, Path file) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " is there already; choose another folder with --out");
        }
        Files.createDirectories(file.resolveSibling(""));
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("no PNG encoder");
        }
    }
}
