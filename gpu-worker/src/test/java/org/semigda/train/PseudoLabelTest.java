package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PseudoLabelTest {

    @Test
    void only_the_largest_confident_part_remains() {
        float h = 0.95f; // 0.95^10 = 0.599
        float l = 0.93f; // 0.93^10 = 0.484
        float[] map = {
            h, l, 0, 0, h, //
            0, 0, 0, h, 1, //
            h, h, 0, 0, 0,
        };
        PseudoLabel.harden(map, 3, 5);
        assertThat(map)
                .containsExactly(
                        0, 0, 0, 0, 1, //
                        0, 0, 0, 1, 1, //
                        0, 0, 0, 0, 0);
    }

    @Test
    void diagonal_neighbours_belong_together() {
        float[] map = {
            1, 0, 0, 1, //
            0, 1, 0, 1, //
            0, 0, 1, 0, //
            0, 0, 0, 0,
        };
        PseudoLabel.harden(map, 4, 4);
        assertThat(map).containsExactly(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void of_two_equal_parts_the_first_in_reading_order_is_kept() {
        float[] map = {0, 1, 0, 1, 0};
        PseudoLabel.harden(map, 1, 5);
        assertThat(map).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void every_map_has_its_own_part_and_an_unsure_one_is_empty() {
        float[] maps = {0.9f, 0.9f, 0, 1, 1, 0};
        PseudoLabel.harden(maps, 1, 2);
        assertThat(maps).containsExactly(0, 0, 0, 1, 1, 0);
    }
}
