package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.semigda.data.LabelMap;
import org.semigda.data.Picture;

class OverlayTest {

    private final Picture black = new Picture(5, 5, new byte[75]);

    @Test
    void theMaskIsOutlinedAndTintedAndTheRestIsAsItWas() {
        byte[] labels = new byte[25];
        for (int y = 1; y < 4; y++) {
            for (int x = 1; x < 4; x++) {
                labels[y * 5 + x] = 1;
            }
        }
        BufferedImage overlay = Overlay.draw(black, new LabelMap(5, 5, labels));
        assertThat(overlay.getRGB(0, 0) & 0xffffff).isZero();
        assertThat(overlay.getRGB(1, 2) & 0xffffff).isEqualTo(0x56B4E9);
        assertThat(overlay.getRGB(2, 2) & 0xffffff).isEqualTo(Palette.blend(0, 0x56B4E9, 0.3));
    }

    @Test
    void aMaskOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> Overlay.png(black, new LabelMap(5, 4, new byte[20])))
                .hasMessageContaining("5 x 4")
                .hasMessageContaining("5 x 5");
    }
}
