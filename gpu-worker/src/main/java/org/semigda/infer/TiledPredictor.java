package org.semigda.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.semigda.data.Picture;

/**
 * Predicts an image far larger than the model's own size tile by tile. Memory: the image, the mask, and one row of tiles as
 * floats, whatever the number of tiles.
 */
final class TiledPredictor {

    private final TileModel model;
    private final int tile;
    private final int batch;

    /** What says something about pictures. */
    interface TileModel {

        /** The side of its maps, in pixels. */
        int width();

        /** The other side. */
        int height();

        int classes();

        /** A map of label values for each picture, whatever its size. */
        List<float[]> maps(List<Picture> pictures);

        /** A trained one: the mean of both branches. */
        static TileModel of(Predictor predictor) {
            return new TileModel() {
                @Override
                public int width() {
                    return predictor.config().width();
                }

                @Override
                public int height() {
                    return predictor.config().height();
                }

                @Override
                public int classes() {
                    return predictor.config().classes();
                }

                @Override
                public List<float[]> maps(List<Picture> pictures) {
                    return predictor.predict(pictures).images().stream()
                            .map(BranchMaps::mean)
                            .toList();
                }
            };
        }
    }

    /** Hears of tiles done. */
    @FunctionalInterface
    interface TileListener {
        void tiles(int done, int total);
    }

    /**
     * Takes tiles of {@code tile} x {@code tile} pixels of the image, {@code batch} at a time.
     *
     * @param tile at least 1; resized to the model's size if it differs
     */
    TiledPredictor(TileModel model, int tile, int batch) {
        this.model = model;
        this.tile = tile;
        this.batch = batch;
    }

    SizedMask predict(Picture image, boolean probabilities, TileListener listener) {
        int classes = model.classes();
        int channels = classes == 2 ? 1 : classes;
        SizedMask mask = new SizedMask(image.width(), image.height(), classes, probabilities);
        TileGrid across = TileGrid.of(image.width(), tile);
        TileGrid down = TileGrid.of(image.height(), tile);
        float[][] shareX = across.shares();
        float[][] shareY = down.shares();
        // Rows of the image from the top of the current row of tiles on, [channels][tile height][image width].
        float[][][] sums = new float[channels][down.tile()][image.width()];
        int total = across.count() * down.count();
        for (int row = 0; row < down.count(); row++) {
            int top = down.starts()[row];
            for (int from = 0; from < across.count(); from += batch) {
                int to = Math.min(across.count(), from + batch);
                List<Picture> pictures = new ArrayList<>();
                for (int column = from; column < to; column++) {
                    pictures.add(cut(image, across.starts()[column], top, across.tile(), down.tile()));
                }
                List<float[]> maps = model.maps(pictures);
                for (int column = from; column < to; column++) {
                    add(sums, maps.get(column - from), across, column, shareX[column], shareY[row]);
                }
                listener.tiles(row * across.count() + to, total);
            }
            int next = row + 1 < down.count() ? down.starts()[row + 1] : image.height();
            emit(mask, sums, top, next - top);
        }
        return mask;
    }

    private void add(float[][][] sums, float[] map, TileGrid across, int column, float[] shareX, float[] shareY) {
        float[][] channels = Upscale.channels(map, model.classes());
        int left = across.starts()[column];
        float[] row = new float[across.tile()];
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < shareY.length; y++) {
                Upscale.row(channels[c], model.width(), model.height(), row.length, shareY.length, y, row, 0);
                float[] target = sums[c][y];
                for (int x = 0; x < row.length; x++) {
                    target[left + x] += shareX[x] * shareY[y] * row[x];
                }
            }
        }
    }

    /** Hands over the rows that no further tile touches, and moves the others up. */
    private static void emit(SizedMask mask, float[][][] sums, int top, int rows) {
        float[][] channels = new float[sums.length][];
        for (int y = 0; y < rows; y++) {
            for (int c = 0; c < sums.length; c++) {
                channels[c] = sums[c][y];
            }
            mask.row(top + y, channels);
        }
        for (float[][] channel : sums) {
            float[][] done = Arrays.copyOf(channel, rows);
            System.arraycopy(channel, rows, channel, 0, channel.length - rows);
            for (int i = 0; i < rows; i++) {
                Arrays.fill(done[i], 0);
                channel[channel.length - rows + i] = done[i];
            }
        }
    }

    private static Picture cut(Picture image, int left, int top, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(image.rgb(), 3 * ((top + y) * image.width() + left), rgb, 3 * y * width, 3 * width);
        }
        return new Picture(width, height, rgb);
    }
}
