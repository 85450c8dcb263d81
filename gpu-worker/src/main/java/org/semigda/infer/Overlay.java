package org.semigda.infer;

import java.awt.image.BufferedImage;
import org.semigda.data.LabelMap;
import org.semigda.data.Picture;

/** Shows a mask over its image: every class tinted and outlined in its own colour, at the image's own size. */
public final class Overlay {

    private static final double TINT = 0.3;

    /** The outline is one pixel thick for every this many pixels of the shorter side. */
    private static final int PIXELS_PER_LINE = 256;

    private Overlay() {}

    /** The PNG of a mask over its image. Both must be of one size. */
    public static byte[] png(Picture image, LabelMap mask) {
        return PngFile.encode(draw(image, mask));
    }

    /** A mask over its image. */
    static BufferedImage draw(Picture image, LabelMap mask) {
        int width = image.width();
        int height = image.height();
        if (mask.width() != width || mask.height() != height) {
            throw new IllegalArgumentException(
                    "the mask is " + mask.width() + " x " + mask.height() + ", its image " + width + " x " + height);
        }
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = image.value(x, y, 0) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2);
                int label = mask.label(x, y);
                picture.setRGB(x, y, label == 0 ? rgb : Palette.blend(rgb, Palette.ofClass(label), TINT));
            }
        }
        int thickness = Math.max(1, Math.min(width, height) / PIXELS_PER_LINE);
        Outline.draw(picture, 0, mask.labels(), width, height, 1, thickness, Palette::ofClass);
        return picture;
    }
}
