package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodedTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @ParameterizedTest
    @CsvSource({"png, 5", "png, 10", "jpg, 5", "tif, 5", "bmp, 5", "png, 2", "png, 13"})
    void reading_at_another_size_is_reading_and_then_resizing(String type, int imageType) {
        BufferedImage image = new BufferedImage(57, 41, imageType);
        BufferedImage mask = new BufferedImage(57, 41, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 57 * 41; i++) {
            image.setRGB(i % 57, i / 57, 0xff000000 | i * 7919);
            mask.setRGB(i % 57, i / 57, i % 57 > 20 ? 0xffffffff : 0);
        }
        Item item = new Item(
                "a",
                TestImages.save(folder.resolve("a." + type), image),
                List.of(TestImages.save(folder.resolve("m.png"), mask)));

        Decoded direct = Decoded.annotated(item, 2, 32, 24);
        Decoded inTwo = Decoded.annotated(item, 2).resized(32, 24);

        assertThat(direct.picture().rgb()).isEqualTo(inTwo.picture().rgb());
        assertThat(direct.labels().orElseThrow().labels())
                .isEqualTo(inTwo.labels().orElseThrow().labels());
        assertThat(Decoded.picture(item, 32, 24).picture().rgb())
                .isEqualTo(inTwo.picture().rgb());
        assertThat(Decoded.picture(item, 57, 41).picture().rgb())
                .isEqualTo(PictureReader.read(item.image()).rgb());
    }
}
