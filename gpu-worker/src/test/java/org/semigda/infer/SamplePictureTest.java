package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.Part;
import org.semigda.infer.SamplePicture.Tile;

class SamplePictureTest {

    private static final int SIZE = TinyModel.SIZE;

    @Test
    void tilesAreWholeMultiplesOfAtLeast128Pixels() {
        assertThat(SamplePicture.scale(32, 32)).isEqualTo(4);
        assertThat(SamplePicture.scale(96, 96)).isEqualTo(2);
        assertThat(SamplePicture.scale(224, 160)).isEqualTo(1);
    }

    @Test
    void everyTileShowsWhatItShould(@TempDir Path folder) throws IOException {
        try (BatchLoader loader = TinyModel.loader(folder, 6);
                Batch batch = loader.evaluation(Part.TEST, 0, 3)) {
            byte[] truth = new byte[SIZE * SIZE];
            batch.labels().get(SIZE * SIZE, truth);
            int missed = firstOf(truth, 1);
            int invented = firstOf(truth, 0);
            float[] mean = new float[SIZE * SIZE];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = truth[i];
            }
            mean[missed] = 0.2f;
            mean[invented] = 0.6f;
            BranchMaps nothing = new BranchMaps(new float[mean.length], new float[mean.length], new float[mean.length]);
            BranchMaps maps = new BranchMaps(constant(0.25f), constant(1), mean);
            Prediction prediction = new Prediction(SIZE, SIZE, 2, List.of(nothing, maps, nothing));

            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(SamplePicture.png(batch, 1, prediction)));

            assertThat(picture.getWidth()).isEqualTo(6 * 128 + 5 * SamplePicture.GAP);
            assertThat(picture.getHeight()).isEqualTo(128);
            float red = batch.pixels().get(3 * SIZE * SIZE + invented);
            assertThat(at(picture, Tile.IMAGE, invented) >> 16).isEqualTo(Math.round((red + 1) * 127.5f));
            assertThat(at(picture, Tile.TRUTH, missed)).isEqualTo(Palette.TRUTH);
            assertThat(at(picture, Tile.IMAGE_BRANCH, 0)).isEqualTo(0x404040);
            assertThat(at(picture, Tile.MASK_BRANCH, 0)).isEqualTo(0xffffff);
            assertThat(at(picture, Tile.MEAN, missed)).isEqualTo(0x333333);
            assertThat(bluer(at(picture, Tile.ERRORS, missed))).isTrue();
            assertThat(bluer(at(picture, Tile.ERRORS, invented))).isFalse();
            assertThat(at(picture, Tile.ERRORS, invented) >> 16).isGreaterThan(180);
            int right = at(picture, Tile.ERRORS, SIZE / 2 * SIZE + SIZE - 1);
            assertThat(right >> 16).as("right pixels are grey").isEqualTo(right & 0xff);
        }
    }

    private static boolean bluer(int rgb) {
        return (rgb & 0xff) > (rgb >> 16) + 80;
    }

    private static int at(BufferedImage picture, Tile tile, int pixel) {
        int x = tile.column() * (128 + SamplePicture.GAP) + pixel % SIZE * 4;
        return picture.getRGB(x, pixel / SIZE * 4) & 0xffffff;
    }

    private static int firstOf(byte[] labels, int wanted) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == wanted) {
                return i;
            }
        }
        throw new AssertionError("no label " + wanted);
    }

    private static float[] constant(float value) {
        float[] map = new float[SIZE * SIZE];
        java.util.Arrays.fill(map, value);
        return map;
    }
}
