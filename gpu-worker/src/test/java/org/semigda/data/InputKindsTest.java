package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of every kind that clinics' machines write, each with an answer that is known. */
class InputKindsTest {

    private static final int RED = 0xE02020;
    private static final int GREEN = 0x20E020;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void colours_of_16_bit_keep_their_upper_half() {
        BufferedImage image = deep(ColorSpace.CS_sRGB, 3, false);
        image.getRaster().setPixel(1, 0, new int[] {200 * 257, 100 * 257, 50 * 257});

        assertThat(pixel(PictureReader.read(TestImages.save(folder.resolve("a.png"), image)), 1, 0))
                .containsExactly(200, 100, 50);
    }

    @Test
    void grey_with_alpha_is_blended_with_black() {
        BufferedImage image = deep(ColorSpace.CS_GRAY, 2, true);
        image.getRaster().setPixel(0, 0, new int[] {65535, 128 * 257});
        image.getRaster().setPixel(1, 0, new int[] {100 * 257, 65535});

        Picture picture = PictureReader.read(TestImages.save(folder.resolve("a.png"), image));

        assertThat(pixel(picture, 0, 0)).containsExactly(128, 128, 128);
        assertThat(pixel(picture, 1, 0)).containsExactly(100, 100, 100);
    }

    @Test
    void a_palette_with_transparency_is_blended_with_black_too() {
        byte[] red = {(byte) 200, (byte) 200};
        byte[] other = {100, 100};
        byte[] alpha = {(byte) 255, 0};
        BufferedImage image = new BufferedImage(
                2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, other, other, alpha));
        image.getRaster().setSample(1, 0, 0, 1);

        Picture picture = PictureReader.read(TestImages.save(folder.resolve("a.png"), image));

        assertThat(pixel(picture, 0, 0)).containsExactly(200, 100, 100);
        assertThat(pixel(picture, 1, 0)).containsExactly(0, 0, 0);
    }

    @Test
    void cmyk_jpeg_has_the_colours_that_it_prints() throws IOException {
        Path file = folder.resolve("cmyk.jpg");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/images/cmyk.jpg"))) {
            Files.copy(in, file);
        }

        Picture picture = PictureReader.read(file);

        // Ink 0/128/255/0 and 255/255/0/64, converted without a profile as OpenCV and Pillow do.
        assertThat(picture.value(4, 8, 0)).isCloseTo(255, within(4));
        assertThat(picture.value(4, 8, 1)).isCloseTo(127, within(4));
        assertThat(picture.value(4, 8, 2)).isCloseTo(0, within(4));
        assertThat(picture.value(28, 8, 0)).isCloseTo(0, within(4));
        assertThat(picture.value(28, 8, 2)).isCloseTo(191, within(4));
    }

    /** Where the stored top left (red) and top right (green) corners are seen, from the table in TIFF 6.0, page 36. */
    @ParameterizedTest
    @CsvSource({
        "1, left top, right top",
        "2, right top, left top",
        "3, right bottom, left bottom",
        "4, left bottom, right bottom",
        "5, left top, left bottom",
        "6, right top, right bottom",
        "7, right bottom, right top",
        "8, left bottom, left top"
    })
    void a_camera_held_otherwise_is_seen_upright(int tag, String red, String green) throws IOException {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        paint(image, 0, 0, RED);
        paint(image, 32, 0, GREEN);
        byte[] jpeg = Files.readAllBytes(TestImages.save(folder.resolve("a.jpg"), image));
        byte[] png = Files.readAllBytes(TestImages.save(folder.resolve("a.png"), image));
        Path tif = TestImages.save(folder.resolve("a.tif"), image);

        for (Path file : List.of(
                Files.write(folder.resolve("exif.jpg"), withApp1(jpeg, tag)),
                Files.write(folder.resolve("exif.png"), withChunk(png, tag)),
                Files.write(folder.resolve("exif.tif"), withTag(Files.readAllBytes(tif), 274, tag)))) {
            Picture picture = PictureReader.read(file);

            assertThat(List.of(picture.width(), picture.height()))
                    .as(file.toString())
                    .isEqualTo(tag < 5 ? List.of(48, 32) : List.of(32, 48));
            assertThat(corner(picture, red)).as("red in " + file).startsWith(0xE0);
            assertThat(corner(picture, green)[1]).as("green in " + file).isCloseTo(0xE0, within(12));
        }
    }

    @Test
    void a_mask_is_turned_as_its_image_is() throws IOException {
        BufferedImage mask = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
        paint(mask, 0, 0, 0xFFFFFF);
        byte[] jpeg = Files.readAllBytes(TestImages.save(folder.resolve("a.jpg"), mask));
        Path file = Files.write(folder.resolve("exif.jpg"), withApp1(jpeg, 6));

        LabelMap labels = PictureReader.readMask(List.of(file), 2);

        assertThat(labels.width()).isEqualTo(32);
        assertThat(labels.label(31, 0)).isEqualTo(1);
        assertThat(labels.label(0, 0)).isZero();
    }

    @Test
    void a_tiff_that_calls_three_colours_grey_is_read_as_colours() throws IOException {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(3, 2, 0xC86432);
        byte[] bytes = Files.readAllBytes(TestImages.save(folder.resolve("a.tif"), image));
        Path file = Files.write(folder.resolve("odd.tif"), withTag(bytes, 262, 1));

        assertThat(pixel(PictureReader.read(file), 3, 2)).containsExactly(200, 100, 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif", "jpg"})
    void one_pixel_is_a_picture(String type) {
        Path file = TestImages.grey(folder.resolve("a." + type), 1, 1, (x, y) -> 77);

        Picture picture = PictureReader.read(file);

        assertThat(List.of(picture.width(), picture.height())).isEqualTo(List.of(1, 1));
        assertThat(picture.value(0, 0, 0)).isCloseTo(77, within(1));
        assertThat(Resize.bilinear(picture, 8, 8).rgb()).containsOnly(picture.rgb()[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void twenty_megapixels_are_read(String type) {
        BufferedImage image = new BufferedImage(5472, 3648, BufferedImage.TYPE_BYTE_GRAY);
        paint(image, 5456, 3632, 0xFFFFFF);

        Picture picture = PictureReader.read(TestImages.save(folder.resolve("a." + type), image));

        assertThat(List.of(picture.width(), picture.height())).isEqualTo(List.of(5472, 3648));
        assertThat(picture.value(5471, 3647, 0)).isGreaterThan(250);
        assertThat(picture.value(5400, 3600, 0)).isLessThan(5);
    }

    @Test
    void more_pixels_than_can_be_held_are_refused_before_decoding() throws IOException {
        byte[] png = Files.readAllBytes(TestImages.grey(folder.resolve("a.png"), 4, 4, (x, y) -> 0));
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, 100_000).putInt(20, 90_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        header.putInt(29, (int) crc.getValue());
        Path file = Files.write(folder.resolve("huge.png"), png);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> PictureReader.read(file))
                .withMessage("cannot read " + file + ": 100000 x 90000 pixels are more than the 100 million that are"
                        + " decoded; scale it down or crop it");
    }

    /** In a JVM of its own, with little memory. */
    @Test
    void an_image_that_memory_cannot_hold_is_refused_and_the_next_is_read() throws Exception {
        Path large = blank(folder.resolve("large.png"), 5000, 4000);
        Path small = TestImages.grey(folder.resolve("small.png"), 4, 4, (x, y) -> 0);
        Path out = folder.resolve("out.txt");
        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InputKindsTest.class.getName(),
                        large.toString(),
                        small.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(reader.waitFor(120, TimeUnit.SECONDS)).isTrue();

        List<String> said = Files.readAllLines(out);
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("cannot read " + large + ": it does not fit into the 64 MiB");
        assertThat(said.get(1)).isEqualTo("4 x 4");
    }

    /** Says of each file what comes of reading it. */
    public static void main(String[] files) {
        for (String file : files) {
            try {
                Picture picture = PictureReader.read(Path.of(file));
                System.out.println(picture.width() + " x " + picture.height());
            } catch (DataException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** A black PNG of 16-bit colours with alpha, written row by row: eight bytes a pixel once it is decoded. */
    private static Path blank(Path file, int width, int height) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream rows = new DeflaterOutputStream(pixels)) {
            for (int y = 0; y < height; y++) {
                rows.write(new byte[1 + 8 * width]);
            }
        }
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[] {16, 6, 0, 0, 0});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        png.write(chunk("IHDR", header.array()));
        png.write(chunk("IDAT", pixels.toByteArray()));
        png.write(chunk("IEND", new byte[0]));
        return Files.write(file, png.toByteArray());
    }

    private static byte[] chunk(String name, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 12);
        chunk.putInt(content.length)
                .put(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, content.length + 4);
        return chunk.putInt((int) crc.getValue()).array();
    }

    private static BufferedImage deep(int space, int bands, boolean alpha) {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(space),
                alpha,
                false,
                alpha ? java.awt.Transparency.TRANSLUCENT : java.awt.Transparency.OPAQUE,
                DataBuffer.TYPE_USHORT);
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 2, 1, bands, null);
        return new BufferedImage(model, raster, false, null);
    }

    /** A square of 16 pixels: as JPEG's blocks, so that colours do not run into each other. */
    private static void paint(BufferedImage image, int left, int top, int rgb) {
        for (int y = top; y < top + 16; y++) {
            for (int x = left; x < left + 16; x++) {
                image.setRGB(x, y, rgb);
            }
        }
    }

    private static int[] pixel(Picture picture, int x, int y) {
        return new int[] {picture.value(x, y, 0), picture.value(x, y, 1), picture.value(x, y, 2)};
    }

    /** Red is snapped to its value where JPEG is near it. */
    private static int[] corner(Picture picture, String name) {
        int x = name.startsWith("left") ? 2 : picture.width() - 3;
        int y = name.endsWith("top") ? 2 : picture.height() - 3;
        int[] colour = pixel(picture, x, y);
        return new int[] {Math.abs(colour[0] - 0xE0) < 12 ? 0xE0 : colour[0], colour[1], colour[2]};
    }

    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .putShort((short) 0x4d4d)
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static byte[] withApp1(byte[] jpeg, int orientation) {
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + 36);
        out.put(jpeg, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) 34)
                .put("Exif\0\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .put(exif(orientation));
        return out.put(jpeg, 2, jpeg.length - 2).array();
    }

    private static byte[] withChunk(byte[] png, int orientation) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33); // signature and header
        out.write(chunk("eXIf", exif(orientation)));
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    /** Changes a tag of the first directory, or puts it in the place of one that is not needed. */
    private static byte[] withTag(byte[] tiff, int tag, int value) {
        ByteBuffer buffer = ByteBuffer.wrap(tiff)
                .order(tiff[0] == 'I' ? java.nio.ByteOrder.LITTLE_ENDIAN : java.nio.ByteOrder.BIG_ENDIAN);
        int directory = buffer.getInt(4);
        int entries = buffer.getShort(directory) & 0xffff;
        int spare = -1;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            int found = buffer.getShort(entry) & 0xffff;
            spare = found == 305 || found == 282 && spare < 0 ? entry : spare; // software, resolution
            if (found == tag) {
                buffer.putShort(entry + 8, (short) value);
                return tiff;
            }
        }
        assertThat(spare).as("a tag to spare").isPositive();
        buffer.putShort(spare, (short) tag).putShort(spare + 2, (short) 3).putInt(spare + 4, 1);
        buffer.putInt(spare + 8, 0).putShort(spare + 8, (short) value);
        return tiff;
    }
}
