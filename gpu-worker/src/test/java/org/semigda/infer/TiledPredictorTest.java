package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.semigda.data.Picture;
import org.semigda.infer.TiledPredictor.TileModel;
import org.semigda.model.SemiGda;

class TiledPredictorTest {

    /** A model that sees one pixel at a time: whatever tiles it is given, it has to say the same. */
    private static TileModel brightness(int size, int classes) {
        return model(size, classes, picture -> {
            float[] map = new float[size * size];
            for (int i = 0; i < map.length; i++) {
                map[i] = (classes - 1) * picture.value(i % size, i / size, 1) / 255f;
            }
            return map;
        });
    }

    private interface OneMap {
        float[] of(Picture picture);
    }

    private static TileModel model(int size, int classes, OneMap map) {
        return new TileModel() {
            @Override
            public int width() {
                return size;
            }

            @Override
            public int height() {
                return size;
            }

            @Override
            public int classes() {
                return classes;
            }

            @Override
            public List<float[]> maps(List<Picture> pictures) {
                return pictures.stream().map(map::of).toList();
            }
        };
    }

    /**
     * 5003 x 4001 pixels, where no side is a multiple of anything. The tolerance is one step of the 16-bit output: the shares
     * of at most four tiles add up to 1 but for float's rounding, which is below 1e-6 or 0.07 steps.
     */
    @Test
    void twentyMegapixelsInTilesAreWhatTheyAreUntiled() {
        Picture image = noise(5003, 4001);
        List<Integer> heard = new ArrayList<>();
        SizedMask tiled = new TiledPredictor(brightness(256, 2), 256, 4)
                .predict(image, true, (done, total) -> heard.add(total - done));
        short[] probabilities = values(tiled);
        byte[] labels = tiled.labels().labels();
        int worst = 0;
        int wrong = 0;
        for (int i = 0; i < probabilities.length; i++) {
            int green = image.rgb()[3 * i + 1] & 0xff;
            worst = Math.max(worst, Math.abs((probabilities[i] & 0xffff) - green * 257));
            wrong += labels[i] == (green >= 128 ? 1 : 0) ? 0 : 1;
        }
        assertThat(worst).as("steps of the 16-bit output").isLessThanOrEqualTo(1);
        assertThat(wrong).as("pixels of another class").isZero();
        assertThat(heard)
                .as("tiles left")
                .isSortedAccordingTo(java.util.Comparator.reverseOrder())
                .endsWith(0);
    }

    @Test
    void severalClassesAreBlendedOneByOne() {
        byte[] rgb = new byte[3 * 90 * 70];
        for (int i = 0; i < 90 * 70; i++) {
            rgb[3 * i + 1] = (byte) (i % 90 < 45 ? 0 : 255);
        }
        SizedMask mask = new TiledPredictor(brightness(32, 3), 32, 3)
                .predict(new Picture(90, 70, rgb), false, (done, total) -> {});
        for (int i = 0; i < 90 * 70; i++) {
            assertThat(mask.labels().labels()[i])
                    .as("between 0 and 2 lies no 1")
                    .isEqualTo((byte) (i % 90 < 45 ? 0 : 2));
        }
    }

    /**
     * A model may say something else of every tile. Between two neighbouring pixels the blend then changes by no more than the
     * largest change within one tile's map, plus the largest change of a share (below 1.05 pi / tile where tiles overlap by
     * half) times the largest disagreement of two tiles, for each of the up to two steps: sum(s'm') - sum(sm) =
     * sum(s'(m' - m)) + sum((s' - s)m), and the shares' changes add up to 0. A cut without blending would jump by the
     * whole disagreement.
     */
    @Test
    void noTilesEdgeShowsEvenIfEveryTileSaysSomethingElse() {
        int size = 64;
        float[] next = {0};
        TileModel contrary = model(size, 2, picture -> {
            next[0] = 1 - next[0];
            float[] map = new float[size * size];
            java.util.Arrays.fill(map, next[0]);
            return map;
        });
        SizedMask mask =
                new TiledPredictor(contrary, size, 1).predict(noise(size * 4, size * 3), true, (done, total) -> {});
        double bound = 1.05 * Math.PI / size;
        assertThat(largestStep(mask)).isBetween(0.2 * bound, bound);
    }

    /** The same for a real network, whose disagreement and largest change are measured on its own tiles. */
    @Test
    void aNetworksTilesJoinWithoutASeam() {
        try (SemiGda network = TinyModel.create(3)) {
            TileModel real = TileModel.of(new Predictor(network));
            List<float[]> seen = new ArrayList<>();
            TileModel watched = model(32, 2, picture -> {
                float[] map = real.maps(List.of(picture)).get(0);
                seen.add(map);
                return map;
            });
            SizedMask mask = new TiledPredictor(watched, 32, 1).predict(noise(80, 64), true, (done, total) -> {});
            double within = 0;
            double low = 1;
            double high = 0;
            for (float[] map : seen) {
                within = Math.max(within, largestStep(SizedMask.of(map, 2, 32, 32, 32, 32, true)));
                for (float value : map) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
            assertThat(seen).hasSize(4 * 3);
            assertThat(largestStep(mask))
                    .isLessThanOrEqualTo(within + 1.05 * Math.PI / 32 * (high - low) + 2.0 / 65_535);
        }
    }

    /** Where one tile holds the whole image, tiling changes nothing: both ways are one computation. */
    @Test
    void oneTileIsTheUntiledPrediction() {
        try (SemiGda network = TinyModel.create(3)) {
            Predictor predictor = new Predictor(network);
            Picture image = noise(50, 41);
            SizedMask tiled = new TiledPredictor(TileModel.of(predictor), 64, 4).predict(image, true, (d, t) -> {});
            float[] map = predictor.predict(List.of(image)).images().get(0).mean();
            SizedMask whole = SizedMask.of(map, 2, 32, 32, 50, 41, true);
            assertThat(values(tiled)).isEqualTo(values(whole));
            assertThat(tiled.labels().labels()).isEqualTo(whole.labels().labels());
        }
    }

    @Test
    void sharesAddUpToOneAtEveryPixel() {
        for (int[] sizes : new int[][] {{1000, 64}, {65, 64}, {64, 64}, {10, 64}, {131, 17}}) {
            TileGrid grid = TileGrid.of(sizes[0], sizes[1]);
            float[] sums = new float[sizes[0]];
            float[][] shares = grid.shares();
            for (int t = 0; t < grid.count(); t++) {
                for (int i = 0; i < grid.tile(); i++) {
                    sums[grid.starts()[t] + i] += shares[t][i];
                }
            }
            for (float sum : sums) {
                assertThat(sum).isCloseTo(1, within(1e-6f));
            }
        }
    }

    @Test
    void aTileThatHoldsNothingIsRefused() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new PredictOptions(false, false, OptionalInt.of(3)))
                .isInstanceOf(org.semigda.conf.UserError.class)
                .hasMessageContaining("--tile 3");
    }

    private static double largestStep(SizedMask mask) {
        short[] values = values(mask);
        int largest = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                int here = values[y * mask.width() + x] & 0xffff;
                if (x + 1 < mask.width()) {
                    largest = Math.max(largest, Math.abs(here - (values[y * mask.width() + x + 1] & 0xffff)));
                }
                if (y + 1 < mask.height()) {
                    largest = Math.max(largest, Math.abs(here - (values[(y + 1) * mask.width() + x] & 0xffff)));
                }
            }
        }
        return largest / 65_535.0;
    }

    private static short[] values(SizedMask mask) {
        return (short[])
                mask.probabilities().get(0).getRaster().getDataElements(0, 0, mask.width(), mask.height(), null);
    }

    private static Picture noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new java.util.Random(4).nextBytes(rgb);
        return new Picture(width, height, rgb);
    }
}
