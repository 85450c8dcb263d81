package org.semigda.infer;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.IntUnaryOperator;
import org.semigda.data.Batch;

/**
 * One image and what the model says about it, as tiles in a row: the image; the truth's outline on it; the maps of the
 * image branch, the mask branch and their mean (black 0, white certain); and the errors: missed foreground blue, invented
 * foreground orange, a wrong class purple, right foreground bright, all on the dimmed image.
 */
public final class SamplePicture {

    /** What the tiles show, in order. */
    public enum Tile {
        IMAGE,
        TRUTH,
        IMAGE_BRANCH,
        MASK_BRANCH,
        MEAN,
        ERRORS;

        /** Its place in the row, from 0. */
        @SuppressWarnings("EnumOrdinal") // the order of declaration is the order in the picture
        int column() {
            return ordinal();
        }
    }

    /** Tiles are at least this wide and high, by whole multiples. */
    public static final int TILE = 128;

    /** Pixels between two tiles. */
    public static final int GAP = 4;

    private static final double DIMMED = 0.45;
    private static final double STRONG = 0.85;

    private final int width;
    private final int height;
    private final int classes;
    private final int scale;
    private final FloatBuffer pixels;
    private final byte[] truth;
    private final BranchMaps maps;

    private SamplePicture(int width, int height, int classes, FloatBuffer pixels, byte[] truth, BranchMaps maps) {
        this.width = width;
        this.height = height;
        this.classes = classes;
        this.scale = scale(width, height);
        this.pixels = pixels;
        this.truth = truth;
        this.maps = maps;
    }

    /** Pixels of a tile to a pixel of the image: the least that makes both sides {@link #TILE} or more. */
    public static int scale(int width, int height) {
        return Math.max(1, (TILE + Math.min(width, height) - 1) / Math.min(width, height));
    }

    /** The PNG for image {@code index} of an evaluation batch; the batch's buffers are only read. */
    public static byte[] png(Batch batch, int index, Prediction prediction) {
        return PngFile.encode(draw(batch, index, prediction));
    }

    /** The picture for image {@code index} of an evaluation batch. */
    static BufferedImage draw(Batch batch, int index, Prediction prediction) {
        int size = batch.height() * batch.width();
        FloatBuffer pixels = batch.pixels().slice(index * 3 * size, 3 * size);
        ByteBuffer labels = batch.labels();
        byte[] truth = new byte[size];
        labels.get(index * size, truth);
        return new SamplePicture(
                        batch.width(),
                        batch.height(),
                        prediction.classes(),
                        pixels,
                        truth,
                        prediction.images().get(index))
                .draw();
    }

    private BufferedImage draw() {
        int tiles = Tile.values().length;
        BufferedImage picture = new BufferedImage(
                tiles * width * scale + (tiles - 1) * GAP, height * scale, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                picture.setRGB(x, y, Palette.GAP);
            }
        }
        byte[] predicted = Labels.of(maps.mean(), classes);
        for (Tile tile : Tile.values()) {
            fill(
                    picture,
                    tile,
                    switch (tile) {
                        case IMAGE, TRUTH -> this::colour;
                        case IMAGE_BRANCH -> i -> level(maps.image()[i]);
                        case MASK_BRANCH -> i -> level(maps.mask()[i]);
                        case MEAN -> i -> level(maps.mean()[i]);
                        case ERRORS -> i -> error(i, predicted[i] & 0xff);
                    });
        }
        Outline.draw(
                picture,
                left(Tile.TRUTH),
                truth,
                width,
                height,
                scale,
                2,
                label -> classes == 2 ? Palette.TRUTH : Palette.ofClass(label));
        return picture;
    }

    private int left(Tile tile) {
        return tile.column() * (width * scale + GAP);
    }

    private void fill(BufferedImage picture, Tile tile, IntUnaryOperator colourOf) {
        for (int y = 0; y < height * scale; y++) {
            for (int x = 0; x < width * scale; x++) {
                picture.setRGB(left(tile) + x, y, colourOf.applyAsInt(y / scale * width + x / scale));
            }
        }
    }

    private int colour(int i) {
        int size = width * height;
        return eightBit(pixels.get(i)) << 16 | eightBit(pixels.get(size + i)) << 8 | eightBit(pixels.get(2 * size + i));
    }

    private static int eightBit(float value) {
        return Math.max(0, Math.min(255, Math.round((value + 1) * 127.5f)));
    }

    private int level(float value) {
        return Palette.grey(Math.max(0, Math.min(255, Math.round(255 * value / (classes - 1)))));
    }

    private int error(int i, int predicted) {
        int label = truth[i] & 0xff;
        int dimmed = Palette.grey((int) Math.round(DIMMED * Palette.brightness(colour(i))));
        if (label == predicted) {
            return label == 0 ? dimmed : Palette.blend(dimmed, 0xFFFFFF, 1 - DIMMED);
        }
        int wrong = label == 0 ? Palette.INVENTED : predicted == 0 ? Palette.MISSED : Palette.CONFUSED;
        return Palette.blend(dimmed, wrong, STRONG);
    }
}
