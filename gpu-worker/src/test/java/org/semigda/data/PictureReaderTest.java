package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif", "jpg"})
    void reads_colours_in_every_format(String type) {
        BufferedImage image = new BufferedImage(40, 24, BufferedImage.TYPE_INT_RGB);
        fill(image, 0xC86432);

        Picture picture = PictureReader.read(TestImages.save(folder.resolve("a." + type), image));

        assertThat(picture.width()).isEqualTo(40);
        assertThat(picture.height()).isEqualTo(24);
        assertThat(picture.value(39, 23, 0)).isCloseTo(200, within(3));
        assertThat(picture.value(39, 23, 1)).isCloseTo(100, within(3));
        assertThat(picture.value(39, 23, 2)).isCloseTo(50, within(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif"})
    void grey_stays_as_dark_as_it_is_stored(String type) {
        Picture picture = PictureReader.read(TestImages.grey(folder.resolve("a." + type), 4, 3, (x, y) -> 60));

        assertThat(picture.rgb()).containsOnly(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void sixteen_bits_become_eight(String type) {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 6; i++) {
            image.getRaster().setSample(i % 3, i / 3, 0, 60 * 257);
        }

        assertThat(PictureReader.read(TestImages.save(folder.resolve("a." + type), image))
                        .rgb())
                .containsOnly(60);
    }

    @Test
    void palettes_are_looked_up() {
        byte[] red = {0, 10, (byte) 200};
        byte[] green = {0, 20, (byte) 100};
        byte[] blue = {0, 30, 50};
        BufferedImage image =
                new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, red, green, blue));
        for (int x = 0; x < 3; x++) {
            image.getRaster().setSample(x, 0, 0, x);
        }
        Path file = TestImages.save(folder.resolve("a.png"), image);

        assertThat(PictureReader.read(file).rgb()).containsExactly(0, 0, 0, 10, 20, 30, (byte) 200, 100, 50);
        // Above two classes the index is the class, whatever its colour.
        assertThat(PictureReader.readMask(List.of(file), 3).labels()).containsExactly(0, 1, 2);
    }

    @Test
    void transparent_pixels_are_blended_with_black() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x80FFFFFF);

        assertThat(PictureReader.read(TestImages.save(folder.resolve("a.png"), image))
                        .rgb())
                .containsOnly((byte) 128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif", "jpg"})
    void a_truncated_file_is_refused_and_not_filled_up(String type) {
        Path file = TestImages.grey(folder.resolve("a." + type), 64, 64, (x, y) -> (x * 37 + y * 101) % 256);
        PictureReader.read(file);
        TestImages.truncate(file, 0.7);

        assertRefused(file, "cannot read " + file);
    }

    @Test
    void a_file_that_lacks_nothing_but_its_end_mark_is_refused_too() throws IOException {
        Path png = TestImages.grey(folder.resolve("a.png"), 64, 64, (x, y) -> (x * 37 + y * 101) % 256);
        byte[] bytes = Files.readAllBytes(png);
        Files.write(png, java.util.Arrays.copyOf(bytes, bytes.length - 12));

        assertRefused(png, "cannot read " + png + ": truncated before its end mark");
    }

    @Test
    void a_damaged_byte_is_found_by_its_check_sum() throws IOException {
        Path file = TestImages.grey(folder.resolve("a.png"), 64, 64, (x, y) -> (x * 37 + y * 101) % 256);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertRefused(file, "cannot read " + file + ": damaged: a check sum is wrong");
    }

    @Test
    void what_is_no_image_is_named() throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "hello");
        assertRefused(text, "cannot read " + text + ": not a PNG, JPEG, TIFF or BMP image");
        Path empty = Files.writeString(folder.resolve("b.png"), "");
        assertRefused(empty, "cannot read " + empty + ": the file is empty");
        assertRefused(folder.resolve("c.png"), "no such file: " + folder.resolve("c.png"));
    }

    @Test
    void a_mask_is_what_is_brighter_than_half() {
        Path file = TestImages.grey(folder.resolve("m.png"), 4, 1, (x, y) -> new int[] {0, 127, 128, 255}[x]);

        assertThat(PictureReader.readMask(List.of(file), 2).labels()).containsExactly(0, 0, 1, 1);
    }

    @Test
    void a_mask_of_zeros_and_ones_is_understood() {
        Path file = TestImages.grey(folder.resolve("m.png"), 3, 1, (x, y) -> x % 2);

        assertThat(PictureReader.readMask(List.of(file), 2).labels()).containsExactly(0, 1, 0);
    }

    @Test
    void a_one_bit_mask_and_a_red_mask_are_understood() {
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xFFFFFF);
        BufferedImage red = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        red.setRGB(1, 0, 0xFF0000);

        assertThat(PictureReader.readMask(List.of(TestImages.save(folder.resolve("b.png"), bits)), 2)
                        .labels())
                .containsExactly(0, 1);
        assertThat(PictureReader.readMask(List.of(TestImages.save(folder.resolve("r.png"), red)), 2)
                        .labels())
                .containsExactly(0, 1);
    }

    @Test
    void several_masks_are_united() {
        Path left = TestImages.grey(folder.resolve("l.png"), 3, 1, (x, y) -> x == 0 ? 255 : 0);
        Path right = TestImages.grey(folder.resolve("r.png"), 3, 1, (x, y) -> x == 2 ? 255 : 0);
        Path large = TestImages.grey(folder.resolve("x.png"), 4, 1, (x, y) -> 0);

        assertThat(PictureReader.readMask(List.of(left, right), 2).labels()).containsExactly(1, 0, 1);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> PictureReader.readMask(List.of(left, large), 2))
                .withMessageContainingAll("3 x 1", "4 x 1");
    }

    @Test
    void more_classes_are_indices_or_spread_over_the_range() {
        Path indices = TestImages.grey(folder.resolve("i.png"), 4, 1, (x, y) -> x);
        Path spread = TestImages.grey(folder.resolve("s.png"), 4, 1, (x, y) -> x * 85);

        assertThat(PictureReader.readMask(List.of(indices), 4).labels()).containsExactly(0, 1, 2, 3);
        assertThat(PictureReader.readMask(List.of(spread), 4).labels()).containsExactly(0, 1, 2, 3);
    }

    private static void fill(BufferedImage image, int rgb) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, rgb);
            }
        }
    }

    private static void assertRefused(Path file, String start) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> PictureReader.read(file))
                .withMessageStartingWith(start);
    }
}
