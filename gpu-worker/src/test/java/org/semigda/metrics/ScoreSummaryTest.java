package org.semigda.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreSummaryTest {

    private static final BinaryMask EMPTY = BinaryMask.of(2, 2, new boolean[4]);
    private static final BinaryMask LEFT = BinaryMask.of(2, 2, new boolean[] {true, false, true, false});
    private static final BinaryMask TOP = BinaryMask.of(2, 2, new boolean[] {true, true, false, false});

    @Test
    void averages_over_images_and_counts_the_empty_ones() {
        ScoreSummary summary = ScoreSummary.of(
                List.of(Score.of(LEFT, LEFT), Score.of(LEFT, EMPTY), Score.of(LEFT, TOP), Score.of(EMPTY, EMPTY)));

        assertThat(summary.images()).isEqualTo(4);
        assertThat(summary.dice()).isEqualTo((1 + 0 + 0.5 + 1) / 4);
        assertThat(summary.iou()).isEqualTo((1 + 0 + 1 / 3.0 + 1) / 4);
        // The image without prediction has no distance; joined distances of the third: 0, 1, 0, 1.
        assertThat(summary.hd95()).hasValue((0 + 1 + 0) / 3.0);
        assertThat(summary.hd95Undefined()).isEqualTo(1);
        assertThat(summary.truthEmpty()).isEqualTo(1);
        assertThat(summary.predictionEmpty()).isEqualTo(2);
    }

    @Test
    void hd95_is_undefined_when_no_image_has_one() {
        assertThat(ScoreSummary.of(List.of(Score.of(LEFT, EMPTY))).hd95()).isEmpty();
    }

    @Test
    void nothing_has_no_mean() {
        assertThatThrownBy(() -> ScoreSummary.of(List.of())).hasMessage("no scores to average");
    }
}
