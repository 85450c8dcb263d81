package org.semigda.infer;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * The latents of one image as the paper's figure 5 shows them: four blocks in a row, of the autoencoder, of M, of E and of
 * the annotation prior; in each the four channels, two by two. Orange is above zero, blue below, and in a channel the same
 * colour means the same value in every block, so that what is aligned looks alike.
 */
public final class LatentPicture {

    /** Blocks are at least this wide and high, by whole multiples of a latent's pixels. */
    public static final int BLOCK = 128;

    /** Pixels between two blocks. */
    public static final int GAP = 4;

    private static final int SIDE = 2; // channels in a row of a block
    private static final int ZERO = 0xF4F4F4;

    private LatentPicture() {}

    /** Pixels of the picture to a pixel of the latent. */
    static int scale(int height, int width) {
        return Math.max(1, (BLOCK / SIDE + Math.min(height, width) - 1) / Math.min(height, width));
    }

    /** The PNG. */
    public static byte[] png(Latents latents) {
        return PngFile.encode(draw(latents));
    }

    static BufferedImage draw(Latents latents) {
        int scale = scale(latents.height(), latents.width());
        int width = SIDE * latents.width() * scale;
        int height = SIDE * latents.height() * scale;
        List<float[]> blocks = List.of(latents.vae(), latents.mapped(), latents.encoded(), latents.prior());
        BufferedImage picture = new BufferedImage(
                blocks.size() * width + (blocks.size() - 1) * GAP, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, Palette.GAP);
            }
        }
        int size = latents.height() * latents.width();
        for (int channel = 0; channel < Latents.CHANNELS; channel++) {
            float greatest = greatest(blocks, channel * size, size);
            int left = channel % SIDE * latents.width();
            int top = channel / SIDE * latents.height();
            for (int block = 0; block < blocks.size(); block++) {
                for (int i = 0; i < size; i++) {
                    int colour = colour(blocks.get(block)[channel * size + i], greatest);
                    int x = block * (width + GAP) + (left + i % latents.width()) * scale;
                    square(picture, x, (top + i / latents.width()) * scale, scale, colour);
                }
            }
        }
        return picture;
    }

    private static float greatest(List<float[]> blocks, int from, int size) {
        float greatest = 0;
        for (float[] block : blocks) {
            for (int i = from; i < from + size; i++) {
                greatest = Math.max(greatest, Math.abs(block[i]));
            }
        }
        return greatest;
    }

    private static int colour(float value, float greatest) {
        double share = greatest == 0 ? 0 : Math.min(1, Math.abs(value) / greatest);
        return Palette.blend(ZERO, value > 0 ? Palette.INVENTED : Palette.MISSED, share);
    }

    private static void square(BufferedImage picture, int left, int top, int side, int colour) {
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                picture.setRGB(x, y, colour);
            }
        }
    }
}
