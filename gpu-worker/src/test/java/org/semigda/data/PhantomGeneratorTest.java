package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomGeneratorTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void the_same_seed_draws_the_same_files() throws IOException {
        PhantomGenerator.write(folder.resolve("a"), 2, 32, 5);
        PhantomGenerator.write(folder.resolve("b"), 2, 32, 5);
        PhantomGenerator.write(folder.resolve("c"), 2, 32, 6);

        for (String file : List.of("images/0001.png", "images/0002.png", "masks/0002.png")) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
        assertThat(Files.mismatch(folder.resolve("a/images/0001.png"), folder.resolve("c/images/0001.png")))
                .isNotNegative();
    }

    @Test
    void brightness_alone_does_not_find_the_lesions() {
        PhantomGenerator.write(folder, 40, 64, 1);
        DataSet set = DataSet.open(folder);
        List<Picture> pictures = new ArrayList<>();
        List<LabelMap> masks = new ArrayList<>();
        for (Item item : set.items()) {
            pictures.add(PictureReader.read(item.image()));
            masks.add(PictureReader.readMask(item.masks(), 2));
        }

        double best = 0;
        for (int threshold = 0; threshold <= 256; threshold += 2) {
            best = Math.max(best, meanDice(pictures, masks, threshold, true));
            best = Math.max(best, meanDice(pictures, masks, threshold, false));
        }

        assertThat(best).isLessThan(0.5);
        assertThat(masks).filteredOn(mask -> area(mask) == 0).hasSizeBetween(1, 10);
        assertThat(masks).filteredOn(mask -> area(mask) > 0).allSatisfy(mask -> assertThat(area(mask))
                .isBetween(0.015, 0.3));
    }

    @Test
    void three_classes_show_dark_and_bright_lesions() {
        PhantomGenerator.write(folder, 40, 64, 3, 1);
        double[] grey = new double[3];
        long[] pixels = new long[3];
        for (Item item : DataSet.open(folder).items()) {
            Picture picture = PictureReader.read(item.image());
            byte[] labels = PictureReader.readMask(item.masks(), 3).labels();
            for (int p = 0; p < labels.length; p++) {
                grey[labels[p]] += picture.rgb()[3 * p] & 0xff;
                pixels[labels[p]]++;
            }
        }

        assertThat(pixels[1]).isGreaterThan(pixels[0] / 50);
        assertThat(pixels[2]).isGreaterThan(pixels[0] / 50);
        assertThat(grey[1] / pixels[1]).isLessThan(0.7 * grey[0] / pixels[0]);
        assertThat(grey[2] / pixels[2]).isGreaterThan(1.3 * grey[0] / pixels[0]);
    }

    @Test
    void refuses_numbers_that_make_no_image() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> PhantomGenerator.write(folder, 0, 128, 1))
                .withMessageStartingWith("cannot draw 0 phantoms of 128 pixels");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> PhantomGenerator.write(folder, 1, 128, 4, 1))
                .withMessage("cannot draw phantoms of 4 classes; ask for 2 or 3");
    }

    private static double meanDice(List<Picture> pictures, List<LabelMap> masks, int threshold, boolean dark) {
        double sum = 0;
        for (int i = 0; i < pictures.size(); i++) {
            byte[] labels = masks.get(i).labels();
            int overlap = 0;
            int total = 0;
            for (int p = 0; p < labels.length; p++) {
                boolean bright = (pictures.get(i).rgb()[3 * p] & 0xff) >= threshold;
                int found = bright != dark ? 1 : 0;
                overlap += found & labels[p];
                total += found + labels[p];
            }
            sum += total == 0 ? 1 : 2.0 * overlap / total;
        }
        return sum / pictures.size();
    }

    private static double area(LabelMap mask) {
        int area = 0;
        for (byte label : mask.labels()) {
            area += label;
        }
        return (double) area / mask.labels().length;
    }
}
