package org.semigda.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.semigda.data.LabelMap;

class UpscaleTest {

    @Test
    void valuesSitAtTheMiddlesOfTheirPixels() {
        assertThat(Upscale.bilinear(new float[] {0, 1}, 2, 1, 4, 1)).containsExactly(0, 0.25f, 0.75f, 1);
        assertThat(Upscale.bilinear(new float[] {0, 1}, 1, 2, 1, 4)).containsExactly(0, 0.25f, 0.75f, 1);
    }

    @Test
    void theSameSizeChangesNothing() {
        float[] values = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
        assertThat(Upscale.bilinear(values, 3, 2, 3, 2)).isEqualTo(values);
    }

    @Test
    void theMapIsEnlargedBeforeItIsCut() {
        // Cut first, the border would lie between columns 2 and 3; 0.9 and 0 meet at 0.5 further to the right.
        LabelMap mask =
                SizedMask.of(new float[] {0.9f, 0}, 2, 2, 1, 8, 1, false).labels();
        assertThat(mask.labels()).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(SizedMask.of(new float[] {0.6f, 0}, 2, 2, 1, 8, 1, false)
                        .labels()
                        .labels())
                .containsExactly(1, 1, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void noOtherClassAppearsBetweenTwo() {
        LabelMap mask = SizedMask.of(new float[] {0, 2}, 3, 2, 1, 9, 1, false).labels();
        assertThat(mask.labels()).containsOnly(0, 2);
    }
}
