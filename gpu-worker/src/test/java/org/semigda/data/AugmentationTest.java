package org.semigda.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    /** 0 1 2 / 3 4 5 / 6 7 8. */
    private static final byte[] NINE = {0, 1, 2, 3, 4, 5, 6, 7, 8};

    @Test
    void a_horizontal_flip_swaps_left_and_right() {
        assertThat(moved(new Geometry.HorizontalFlip(1))).containsExactly(2, 1, 0, 5, 4, 3, 8, 7, 6);
    }

    @Test
    void a_vertical_flip_swaps_top_and_bottom() {
        assertThat(moved(new Geometry.VerticalFlip(1))).containsExactly(6, 7, 8, 3, 4, 5, 0, 1, 2);
    }

    @Test
    void a_quarter_turn_goes_counter_clockwise() {
        assertThat(moved(new Geometry.QuarterTurn(1))).containsExactly(2, 5, 8, 1, 4, 7, 0, 3, 6);
    }

    @Test
    void what_is_drawn_with_probability_0_changes_nothing() {
        for (Geometry geometry : List.of(
                new Geometry.HorizontalFlip(0),
                new Geometry.VerticalFlip(0),
                new Geometry.QuarterTurn(0),
                new Geometry.ShiftScaleRotate(0.5, 0.5, 90, 0))) {
            assertThat(moved(geometry)).containsExactly(NINE);
        }
    }

    @Test
    void steps_are_applied_in_their_order() {
        Augmentation turnThenFlip = new Augmentation(
                List.of(new Geometry.QuarterTurn(1), new Geometry.HorizontalFlip(1)), new Colours.Jitter(0, 0));

        assertThat(labels(turnThenFlip.drawPlace(new SplittableRandom(1), 3, 3)))
                .containsExactly(8, 5, 2, 7, 4, 1, 6, 3, 0);
    }

    @Test
    void a_shift_is_in_shares_of_the_size_and_mirrors_at_the_border() {
        // One pixel to the right: what comes in from the left is the mirror image.
        assertThat(labels(new Affine(1, 0, -1, 0, 1, 0))).containsExactly(1, 0, 1, 4, 3, 4, 7, 6, 7);
    }

    @Test
    void shift_scale_and_rotation_stay_within_their_limits() {
        Geometry geometry = new Geometry.ShiftScaleRotate(0.15, 0.1, 20, 1);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            Affine place = geometry.draw(random, 100, 50);
            double zoom = 1 / Math.sqrt(place.a() * place.e() - place.b() * place.d());
            assertThat(zoom).isBetween(0.9, 1.1);
            assertThat(Math.toDegrees(Math.atan2(place.d(), place.a()))).isBetween(-20.0, 20.0);
            // The place that shows the middle of the source is where the shift took it.
            double det = place.a() * place.e() - place.b() * place.d();
            double x = -(place.e() * place.c() - place.b() * place.f()) / det;
            double y = -(place.a() * place.f() - place.d() * place.c()) / det;
            assertThat(x).isBetween(-15.0 - 1e-9, 15.0 + 1e-9);
            assertThat(y).isBetween(-7.5 - 1e-9, 7.5 + 1e-9);
        }
    }

    @Test
    void image_and_mask_move_alike() {
        byte[] labels = new byte[16 * 16];
        byte[] rgb = new byte[3 * 16 * 16];
        for (int i = 0; i < labels.length; i++) {
            boolean inside = i % 16 > 4 && i % 16 < 12 && i / 16 > 6 && i / 16 < 11;
            labels[i] = (byte) (inside ? 1 : 0);
            rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = (byte) (inside ? 255 : 0);
        }
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 50; i++) {
            Affine place = Augmentation.standard().drawPlace(random, 16, 16);
            FloatBuffer pixels = FloatBuffer.allocate(3 * 16 * 16);
            ByteBuffer mask = ByteBuffer.allocate(16 * 16);
            Warp.picture(new Picture(16, 16, rgb), place, Colours.unchanged(), pixels, 0);
            Warp.labels(new LabelMap(16, 16, labels), place, mask, 0);
            for (int p = 0; p < 256; p++) {
                if (Math.abs(pixels.get(p)) > 0.8) {
                    assertThat(mask.get(p)).isEqualTo((byte) (pixels.get(p) > 0 ? 1 : 0));
                }
            }
        }
    }

    @Test
    void pixels_lie_in_planes_between_minus_one_and_one() {
        FloatBuffer pixels = FloatBuffer.allocate(6);

        Warp.picture(
                new Picture(2, 1, new byte[] {0, 51, 102, (byte) 255, (byte) 204, (byte) 153}),
                Affine.IDENTITY,
                Colours.unchanged(),
                pixels,
                0);

        assertThat(pixels.array()).containsExactly(new float[] {-1, 1, -0.6f, 0.6f, -0.2f, 0.2f}, within(1e-6f));
    }

    @Test
    void brightness_multiplies_and_is_clipped() {
        assertThat(value(Colours.of(1.1, 1, 1, 0, 100), 0, 100, 50, 20)).isCloseTo(110, within(1e-9));
        assertThat(value(Colours.of(1.1, 1, 1, 0, 100), 0, 250, 50, 20)).isEqualTo(255);
    }

    @Test
    void contrast_stretches_about_the_mean() {
        assertThat(value(Colours.of(1, 1.1, 1, 0, 100), 1, 0, 150, 0)).isCloseTo(155, within(1e-9));
        assertThat(value(Colours.of(1, 1.1, 1, 0, 100), 1, 0, 100, 0)).isCloseTo(100, within(1e-9));
    }

    @Test
    void saturation_and_hue_leave_grey_alone_but_change_colours() {
        Colours colours = Colours.of(1, 1, 0.9, 0.1, 100);

        assertThat(value(colours, 0, 80, 80, 80)).isCloseTo(80, within(0.2));
        assertThat(value(colours, 2, 80, 80, 80)).isCloseTo(80, within(0.2));
        assertThat(value(colours, 0, 200, 80, 80)).isLessThan(190);
    }

    @Test
    void full_desaturation_is_the_luma() {
        assertThat(value(Colours.of(1, 1, 0, 0, 0), 2, 100, 50, 20))
                .isCloseTo(0.299 * 100 + 0.587 * 50 + 0.114 * 20, within(1e-9));
    }

    @Test
    void half_of_the_images_are_flipped_and_a_fifth_recoloured() {
        SplittableRandom random = new SplittableRandom(11);
        Picture picture = new Picture(1, 1, new byte[] {10, 20, 30});
        int flipped = 0;
        int recoloured = 0;
        for (int i = 0; i < 2000; i++) {
            flipped += new Geometry.HorizontalFlip(0.5).draw(random, 8, 8).a() < 0 ? 1 : 0;
            recoloured += Augmentation.standard().drawColours(random, picture).matrix()[1] != 0 ? 1 : 0;
        }
        assertThat(flipped).isBetween(900, 1100);
        assertThat(recoloured).isBetween(320, 480);
    }

    private static byte[] moved(Geometry geometry) {
        return labels(geometry.draw(new SplittableRandom(1), 3, 3));
    }

    private static byte[] labels(Affine place) {
        ByteBuffer target = ByteBuffer.allocate(9);
        Warp.labels(new LabelMap(3, 3, NINE), place, target, 0);
        return target.array();
    }

    private static double value(Colours colours, int channel, double red, double green, double blue) {
        return colours.value(channel, red, green, blue);
    }
}
