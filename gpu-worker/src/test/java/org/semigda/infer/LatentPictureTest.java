package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.Batch;
import org.semigda.data.BatchLoader;
import org.semigda.data.Part;
import org.semigda.model.SemiGda;

class LatentPictureTest {

    private static final int SIZE = 4;

    private static float[] constant(float... channels) {
        float[] values = new float[channels.length * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = channels[i / (SIZE * SIZE)];
        }
        return values;
    }

    @Test
    void blocksAreWholeMultiplesOfAtLeast128Pixels() {
        assertThat(LatentPicture.scale(4, 4)).isEqualTo(16);
        assertThat(LatentPicture.scale(28, 28)).isEqualTo(3);
        assertThat(LatentPicture.scale(100, 100)).isEqualTo(1);
    }

    @Test
    void inAChannelTheSameColourMeansTheSameValueInEveryBlock() {
        float[] low = constant(-2, 0, 1, 8);
        float[] high = constant(2, 0, 1, -8);
        BufferedImage picture = LatentPicture.draw(new Latents(SIZE, SIZE, low, high, high, constant(1, 0, 1, 4)));

        assertThat(picture.getWidth()).isEqualTo(4 * 128 + 3 * LatentPicture.GAP);
        assertThat(picture.getHeight()).isEqualTo(128);
        assertThat(at(picture, 0, 0)).as("least of a channel").isEqualTo(Palette.MISSED);
        assertThat(at(picture, 1, 0)).as("greatest of a channel").isEqualTo(Palette.INVENTED);
        assertThat(at(picture, 2, 0)).isEqualTo(at(picture, 1, 0));
        assertThat(at(picture, 3, 0))
                .as("half of the greatest")
                .isEqualTo(Palette.blend(0xF4F4F4, Palette.INVENTED, 0.5));
        assertThat(at(picture, 0, 1)).as("a channel of zeros").isEqualTo(0xF4F4F4);
        assertThat(at(picture, 0, 3)).as("each channel has its own range").isEqualTo(Palette.INVENTED);
    }

    @Test
    void aLatentOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> new Latents(SIZE, SIZE, new float[4], new float[4], new float[4], new float[4]))
                .hasMessageContaining("a latent of 4 values is not 4 x 4 x 4");
    }

    @Test
    void theModelTellsTheLatentsThatItsBranchesDecode(@TempDir Path folder) {
        try (BatchLoader loader = TinyModel.loader(folder, 6);
                Batch batch = loader.evaluation(Part.TEST, 0, 2);
                SemiGda model = TinyModel.create(3)) {
            List<Latents> all = new Predictor(model).latents(batch);
            assertThat(all).hasSize(2);
            Latents first = all.get(0);
            assertThat(first.height()).isEqualTo(TinyModel.SIZE / 8);
            assertThat(first.prior()).isNotEqualTo(all.get(1).prior());
            assertThat(first.vae()).isNotEqualTo(first.mapped());
            assertThat(new Predictor(model).latents(batch).get(0).mapped()).isEqualTo(first.mapped());
        }
    }

    /** The colour in the middle of a channel of a block. */
    private static int at(BufferedImage picture, int block, int channel) {
        int x = block * (128 + LatentPicture.GAP) + channel % 2 * 64 + 32;
        return picture.getRGB(x, channel / 2 * 64 + 32) & 0xFFFFFF;
    }
}
