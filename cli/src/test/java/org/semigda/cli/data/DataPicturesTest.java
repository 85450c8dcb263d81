package org.semigda.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.orchestrator.datasets.PictureSource.Part;

/** Pictures of a data set as the API shows them. */
class DataPicturesTest {

    @TempDir
    private Path folder;

    private Path set;
    private final DataPictures pictures = new DataPictures();

    @BeforeEach
    void aSetOfOne() throws IOException {
        set = folder.resolve("set");
        write(set.resolve("images/1.png"), 0x203040);
        write(set.resolve("masks/1.png"), 0xffffff);
    }

    private static void write(Path file, int rgb) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i % 8, i / 8, rgb);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void anImageIsShownAsItIsAndWithItsMask() throws IOException {
        BufferedImage plain = ImageIO.read(
                new ByteArrayInputStream(pictures.png(set, 0, Part.IMAGE).orElseThrow()));
        assertThat(plain.getWidth()).isEqualTo(8);
        assertThat(plain.getRGB(3, 3) & 0xffffff).isEqualTo(0x203040);
        BufferedImage overlay = ImageIO.read(
                new ByteArrayInputStream(pictures.png(set, 0, Part.OVERLAY).orElseThrow()));
        assertThat(overlay.getRGB(3, 3)).isNotEqualTo(plain.getRGB(3, 3));
        assertThat(pictures.png(set, 1, Part.IMAGE)).isEmpty();
    }

    @Test
    void aLinkOutOfTheSetIsNotFollowed() throws IOException {
        Path secret = folder.resolve("secret.png");
        write(secret, 0x010203);
        Files.delete(set.resolve("images/1.png"));
        Files.createSymbolicLink(set.resolve("images/1.png"), secret);
        assertThatThrownBy(() -> pictures.png(set, 0, Part.IMAGE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out")
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void aPictureThatClaimsToBeGiganticIsNotDecoded() throws IOException {
        Path file = set.resolve("images/1.png");
        byte[] png = Files.readAllBytes(file);
        png[17] = 1;
        png[21] = 1;
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        for (int i = 0; i < 4; i++) {
            png[29 + i] = (byte) (crc.getValue() >>> 8 * (3 - i));
        }
        Files.write(file, png);
        assertThatThrownBy(() -> pictures.png(set, 0, Part.IMAGE)).hasMessageContaining("million are taken");
    }

    @Test
    void whatIsNoPictureIsSaidToBeNone() throws IOException {
        Files.writeString(set.resolve("images/1.png"), "text");
        assertThatThrownBy(() -> pictures.png(set, 0, Part.IMAGE))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(folder.toString());
    }
}
