package org.semigda.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HausdorffTest {

    @Test
    void two_pixels_are_as_far_apart_as_pythagoras_says() {
        BinaryMask truth = pixel(10, 8, 1, 2);
        BinaryMask prediction = pixel(10, 8, 4, 6);

        assertThat(Hausdorff.hd95(truth, prediction)).hasValue(5.0);
    }

    @Test
    void both_empty_is_distance_zero_and_one_empty_is_undefined() {
        BinaryMask empty = BinaryMask.of(4, 4, new boolean[16]);

        assertThat(Hausdorff.hd95(empty, empty)).hasValue(0.0);
        assertThat(Hausdorff.hd95(empty, pixel(4, 4, 1, 1))).isEmpty();
        assertThat(Hausdorff.hd95(pixel(4, 4, 1, 1), empty)).isEmpty();
    }

    @Test
    void the_boundary_of_a_full_mask_is_its_frame() {
        boolean[] all = new boolean[5 * 4];
        java.util.Arrays.fill(all, true);

        boolean[] boundary = BinaryMask.of(5, 4, all).boundary();

        assertThat(boundary)
                .containsExactly(
                        true, true, true, true, true, //
                        true, false, false, false, true, //
                        true, false, false, false, true, //
                        true, true, true, true, true);
    }

    @Test
    void the_released_reading_compares_rows_and_not_places() {
        // The same row at another height is the same point; a row with one pixel elsewhere differs in two values.
        assertThat(Hausdorff.hd95Released(pixel(6, 6, 2, 1), pixel(6, 6, 2, 4))).isZero();
        assertThat(Hausdorff.hd95Released(pixel(6, 6, 2, 1), pixel(6, 6, 3, 1))).isEqualTo(0.95);
    }

    @Test
    void the_distance_transform_agrees_with_looking_at_every_pair() {
        SplittableRandom random = new SplittableRandom(3);
        int width = 13;
        int height = 9;
        boolean[] set = new boolean[width * height];
        for (int i = 0; i < 6; i++) {
            set[random.nextInt(set.length)] = true;
        }

        double[] squared = DistanceTransform.squared(width, height, set);

        for (int i = 0; i < set.length; i++) {
            double nearest = Double.MAX_VALUE;
            for (int j = 0; j < set.length; j++) {
                if (set[j]) {
                    int dx = i % width - j % width;
                    int dy = i / width - j / width;
                    nearest = Math.min(nearest, dx * dx + dy * dy);
                }
            }
            assertThat(squared[i]).as("pixel %s", i).isCloseTo(nearest, within(1e-9));
        }
    }

    @Test
    void masks_of_different_size_are_refused() {
        assertThatThrownBy(() -> Hausdorff.hd95(pixel(4, 4, 1, 1), pixel(4, 5, 1, 1)))
                .hasMessage("masks of different size: 4 x 4 and 4 x 5");
    }

    private static BinaryMask pixel(int width, int height, int x, int y) {
        boolean[] foreground = new boolean[width * height];
        foreground[y * width + x] = true;
        return BinaryMask.of(width, height, foreground);
    }
}
