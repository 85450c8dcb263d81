package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;

class TrainingPlanTest {

    private static final Settings SHORT = Settings.defaults()
            .with("stage0.steps", "5")
            .with("stage1.epochs", "3")
            .with("stage2.epochs", "4");

    @Test
    void lengths_come_from_epochs_or_from_steps_which_win() {
        assertThat(TrainingPlan.of(SHORT, 7, false).stages())
                .containsExactly(
                        new StagePlan(Stage.AUTOENCODER, 5, 7),
                        new StagePlan(Stage.ALIGNMENT, 21, 7),
                        new StagePlan(Stage.SEGMENTATION, 28, 7));
        assertThat(TrainingPlan.of(SHORT.with("stage1.steps", "2").with("stage2.steps", "9"), 7, false)
                        .steps())
                .isEqualTo(5 + 2 + 9);
    }

    @Test
    void stages_that_are_not_needed_are_left_out() {
        assertThat(TrainingPlan.of(SHORT, 7, true).has(Stage.AUTOENCODER)).isFalse();
        assertThat(TrainingPlan.of(SHORT.with("vae.weights", "here.safetensors"), 7, false)
                        .has(Stage.AUTOENCODER))
                .isFalse();
        assertThat(TrainingPlan.of(SHORT.with("vae.kind", "taesd"), 7, false).has(Stage.AUTOENCODER))
                .isFalse();
        assertThat(TrainingPlan.of(SHORT.with("alignment", "false"), 7, false).has(Stage.ALIGNMENT))
                .isFalse();
        assertThat(TrainingPlan.of(SHORT.with("stage1.epochs", "0"), 7, false).has(Stage.ALIGNMENT))
                .isFalse();
    }

    @Test
    void a_run_without_stage_2_is_refused() {
        assertThatThrownBy(() -> TrainingPlan.of(SHORT.with("stage2.epochs", "0"), 7, false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("stage2.steps");
    }

    @Test
    void positions_count_within_the_stage_and_over_all() {
        TrainingPlan plan = TrainingPlan.of(SHORT, 7, false);
        assertThat(plan.at(0)).isEqualTo(new Position(Stage.AUTOENCODER, 0, 0));
        assertThat(plan.at(4)).isEqualTo(new Position(Stage.AUTOENCODER, 4, 4));
        assertThat(plan.at(5)).isEqualTo(new Position(Stage.ALIGNMENT, 0, 5));
        assertThat(plan.at(26)).isEqualTo(new Position(Stage.SEGMENTATION, 0, 26));
        assertThat(plan.at(54)).isEqualTo(new Position(Stage.SEGMENTATION, 28, 54));
        assertThat(plan.start(Stage.SEGMENTATION)).isEqualTo(26);
        assertThatThrownBy(() -> plan.at(55)).hasMessageContaining("55");
    }

    @Test
    void stages_out_of_order_are_refused() {
        assertThatThrownBy(() -> new TrainingPlan(
                        List.of(new StagePlan(Stage.SEGMENTATION, 1, 1), new StagePlan(Stage.ALIGNMENT, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
