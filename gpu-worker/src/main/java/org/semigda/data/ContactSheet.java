package org.semigda.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Many small images on one page, each with the outline of its mask: pairs that do not belong together show at once. */
public final class ContactSheet {

    private static final int TILE = 160;
    private static final int GAP = 4;
    private static final int COLUMNS = 8;
    private static final int BACKGROUND = 0x202020;

    private ContactSheet() {}

    /**
     * Writes a PNG of up to {@code most} images, spread evenly over the set; those that cannot be read are left blank.
     *
     * @throws DataException if the file cannot be written
     */
    public static void write(DataSet set, int most, Path file) {
        List<Item> items = spread(set.items(), most);
        int rows = Math.max(1, (items.size() + COLUMNS - 1) / COLUMNS);
        BufferedImage sheet =
                new BufferedImage(COLUMNS * (TILE + GAP) + GAP, rows * (TILE + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                sheet.setRGB(x, y, BACKGROUND);
            }
        }
        for (int i = 0; i < items.size(); i++) {
            draw(sheet, items.get(i), GAP + i % COLUMNS * (TILE + GAP), GAP + i / COLUMNS * (TILE + GAP));
        }
        try {
            if (!ImageIO.write(sheet, "png", file.toFile())) {
                throw new IOException("no PNG encoder");
            }
        } catch (IOException e) {
            throw new DataException("cannot write the sheet " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Item> spread(List<Item> items, int most) {
        int count = Math.min(items.size(), most);
        return IntStream.range(0, count)
                .mapToObj(i -> items.get((int) ((long) i * items.size() / count)))
                .toList();
    }

    private static void draw(BufferedImage sheet, Item item, int left, int top) {
        BufferedImage tile;
        try {
            tile = Thumbnail.of(item, TILE);
        } catch (DataException e) {
            return; // the inspection has named it
        }
        for (int y = 0; y < tile.getHeight(); y++) {
            for (int x = 0; x < tile.getWidth(); x++) {
                sheet.setRGB(left + x, top + y, tile.getRGB(x, y));
            }
        }
    }
}
