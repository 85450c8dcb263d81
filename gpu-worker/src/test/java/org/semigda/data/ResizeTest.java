package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResizeTest {

    @Test
    void an_even_picture_stays_even() {
        byte[] rgb = new byte[3 * 10 * 7];
        Arrays.fill(rgb, (byte) 201);

        Picture larger = Resize.bilinear(new Picture(10, 7, rgb), 23, 16);
        Picture smaller = Resize.bilinear(new Picture(10, 7, rgb), 3, 2);

        assertThat(larger.rgb()).hasSize(3 * 23 * 16).containsOnly((byte) 201);
        assertThat(smaller.rgb()).hasSize(3 * 3 * 2).containsOnly((byte) 201);
    }

    @Test
    void thin_lines_become_grey_and_do_not_vanish() {
        Picture lines = grey(64, 4, x -> x % 8 == 0 ? 200 : 0);

        Picture small = Resize.bilinear(lines, 8, 4);

        for (int x = 1; x < 7; x++) {
            assertThat(small.value(x, 1, 0)).isBetween(23, 27);
        }
    }

    @Test
    void doubling_a_ramp_gives_the_values_between() {
        Picture ramp = grey(3, 1, x -> x * 100);

        Picture doubled = Resize.bilinear(ramp, 6, 1);

        assertThat(new int[] {
                    doubled.value(0, 0, 1), doubled.value(1, 0, 1), doubled.value(2, 0, 1),
                    doubled.value(3, 0, 1), doubled.value(4, 0, 1), doubled.value(5, 0, 1)
                })
                .containsExactly(0, 25, 75, 125, 175, 200);
    }

    @Test
    void labels_are_never_mixed() {
        LabelMap labels = new LabelMap(4, 2, new byte[] {0, 0, 3, 3, 0, 0, 3, 3});

        assertThat(Resize.nearest(labels, 2, 1).labels()).containsExactly(0, 3);
        assertThat(Resize.nearest(labels, 8, 1).labels()).containsExactly(0, 0, 0, 0, 3, 3, 3, 3);
    }

    private static Picture grey(int width, int height, java.util.function.IntUnaryOperator value) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) value.applyAsInt(i / 3 % width);
        }
        return new Picture(width, height, rgb);
    }
}
