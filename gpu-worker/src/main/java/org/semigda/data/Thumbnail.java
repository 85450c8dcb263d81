package org.semigda.data;

import java.awt.image.BufferedImage;

/** One small image of a data set with the outline of its mask, if it has one. */
public final class Thumbnail {

    private static final int OUTLINE = 0xFFD400;

    private Thumbnail() {}

    /**
     * Draws an image.
     *
     * @param longest of its sides, in pixels; the other keeps the proportion
     * @throws DataException if the image or its mask cannot be read
     */
    public static BufferedImage of(Item item, int longest) {
        Decoded decoded = item.hasMask() ? Decoded.annotated(item, 2) : Decoded.picture(item);
        int most = Math.max(decoded.picture().width(), decoded.picture().height());
        int width = Math.max(1, decoded.picture().width() * longest / most);
        int height = Math.max(1, decoded.picture().height() * longest / most);
        Decoded small = decoded.resized(width, height);
        Picture picture = small.picture();
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = picture.value(x, y, 0) << 16 | picture.value(x, y, 1) << 8 | picture.value(x, y, 2);
                boolean border =
                        small.labels().isPresent() && isBorder(small.labels().get(), x, y);
                drawn.setRGB(x, y, border ? OUTLINE : rgb);
            }
        }
        return drawn;
    }

    /** Whether a pixel is labelled and a neighbour in its row or column is not labelled alike. */
    private static boolean isBorder(LabelMap map, int x, int y) {
        int label = map.label(x, y);
        return label > 0
                && (x > 0 && map.label(x - 1, y) != label
                        || x + 1 < map.width() && map.label(x + 1, y) != label
                        || y > 0 && map.label(x, y - 1) != label
                        || y + 1 < map.height() && map.label(x, y + 1) != label);
    }
}
