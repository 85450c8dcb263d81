package org.semigda.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold for any two masks. */
class MetricPropertiesTest {

    private static final int SIZE = 12;

    @Property(tries = 300)
    void scores_do_not_depend_on_the_order(@ForAll("masks") boolean[] a, @ForAll("masks") boolean[] b) {
        Score there = Score.of(mask(a), mask(b));
        Score back = Score.of(mask(b), mask(a));

        assertThat(there.dice()).isEqualTo(back.dice());
        assertThat(there.iou()).isEqualTo(back.iou());
        assertThat(there.hd95()).isEqualTo(back.hd95());
        assertThat(there.hd95Released()).isEqualTo(back.hd95Released());
    }

    @Property(tries = 300)
    void scores_stay_in_their_bounds(@ForAll("masks") boolean[] a, @ForAll("masks") boolean[] b) {
        Score score = Score.of(mask(a), mask(b));

        assertThat(score.iou()).isBetween(0.0, score.dice());
        assertThat(score.dice()).isBetween(0.0, 1.0).isCloseTo(2 * score.iou() / (1 + score.iou()), within(1e-12));
        score.hd95().ifPresent(hd95 -> assertThat(hd95).isBetween(0.0, Math.hypot(SIZE - 1, SIZE - 1)));
        assertThat(score.hd95Released()).isBetween(0.0, 0.95 * Math.sqrt(SIZE));
    }

    @Property(tries = 100)
    void a_mask_agrees_with_itself(@ForAll("masks") boolean[] a) {
        Score score = Score.of(mask(a), mask(a));

        assertThat(score.dice()).isEqualTo(1);
        assertThat(score.iou()).isEqualTo(1);
        assertThat(score.hd95()).hasValue(0);
        assertThat(score.hd95Released()).isZero();
    }

    @Property(tries = 200)
    void moving_both_masks_changes_nothing(
            @ForAll("masks") boolean[] a,
            @ForAll("masks") boolean[] b,
            @ForAll @IntRange(min = 1, max = 5) int right,
            @ForAll @IntRange(min = 1, max = 5) int down) {
        Score here = Score.of(framed(a, 1, 1), framed(b, 1, 1));
        Score there = Score.of(framed(a, right, down), framed(b, right, down));

        assertThat(there).isEqualTo(here);
    }

    @Provide
    Arbitrary<boolean[]> masks() {
        Arbitrary<Boolean> pixel =
                Arbitraries.frequency(net.jqwik.api.Tuple.of(3, false), net.jqwik.api.Tuple.of(1, true));
        Arbitrary<boolean[]> scattered = pixel.array(boolean[].class).ofSize(SIZE * SIZE);
        return Arbitraries.oneOf(scattered, Arbitraries.create(() -> new boolean[SIZE * SIZE]));
    }

    private static BinaryMask mask(boolean[] pixels) {
        return BinaryMask.of(SIZE, SIZE, pixels);
    }

    /** The mask at a place in a larger, otherwise empty one, never at its border. */
    private static BinaryMask framed(boolean[] pixels, int right, int down) {
        int size = SIZE + 7;
        boolean[] framed = new boolean[size * size];
        for (int i = 0; i < pixels.length; i++) {
            framed[(i / SIZE + down) * size + i % SIZE + right] = pixels[i];
        }
        return BinaryMask.of(size, size, framed);
    }
}
