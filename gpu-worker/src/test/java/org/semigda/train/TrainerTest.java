package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.semigda.checkpoint.CheckpointException;
import org.semigda.checkpoint.Snapshot;
import org.semigda.checkpoint.TensorData;
import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.torch.Device;
import org.semigda.torch.NoGrad;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

class TrainerTest {

    private static final TrainingPlan ALL_STAGES = new TrainingPlan(List.of(
            new StagePlan(Stage.AUTOENCODER, 3, 2),
            new StagePlan(Stage.ALIGNMENT, 3, 2),
            new StagePlan(Stage.SEGMENTATION, 4, 2)));

    @BeforeEach
    void one_thread() {
        torch.set_num_threads(1);
    }

    @Test
    void all_stages_run_in_their_order_and_the_scale_factor_is_measured() {
        try (Trainer trainer = TestTraining.trainer(TestTraining.SETTINGS, ALL_STAGES)) {
            List<StepResult> results = run(trainer, 10);
            assertThat(results).extracting(StepResult::stage).startsWith(Stage.AUTOENCODER, Stage.AUTOENCODER);
            assertThat(results.get(3).values()).containsKeys("lr/mapping", "lr/encoder", "loss/sup_p", "loss/unsup_p");
            assertThat(results.get(9).values())
                    .containsKeys("loss/total", "loss/sup_s", "loss/unsup_s", "lambda_u", "lr", "gradient_norm");
            assertThat(results.get(9).globalStep()).isEqualTo(10);
            assertThat(trainer.finished()).isTrue();
            assertThat(trainer.model().vae().scaleFactor()).isPositive().isNotEqualTo(0.18215);
            assertThatThrownBy(() -> run(trainer, 1)).hasMessageContaining("10 steps of the plan are done");
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void continuing_from_a_snapshot_gives_the_same_losses_bit_for_bit(Stage stage) {
        TrainingPlan plan = TestTraining.plan(stage, 6);
        List<Map<String, Double>> through;
        Snapshot middle;
        Snapshot end;
        try (Trainer trainer = TestTraining.trainer(TestTraining.SETTINGS, plan)) {
            run(trainer, 2);
            middle = trainer.snapshot();
            through = losses(run(trainer, 4));
            end = trainer.snapshot();
            trainer.restore(middle);
            assertThat(losses(run(trainer, 4))).as("in the same trainer").isEqualTo(through);
        }
        try (Trainer other = TestTraining.trainer(TestTraining.SETTINGS, plan)) {
            run(other, 1);
            other.restore(middle);
            assertThat(other.position()).isEqualTo(plan.at(2));
            assertThat(losses(run(other, 4))).as("in another trainer").isEqualTo(through);
            Snapshot again = other.snapshot();
            assertThat(again.model()).isEqualTo(end.model());
            assertThat(again.ema()).isEqualTo(end.ema());
            assertThat(again.trainer()).isEqualTo(end.trainer());
        }
    }

    @Test
    void a_snapshot_between_two_stages_continues_bit_for_bit() {
        try (Trainer trainer = TestTraining.trainer(TestTraining.SETTINGS, ALL_STAGES)) {
            run(trainer, 3);
            Snapshot afterFirst = trainer.snapshot();
            List<Map<String, Double>> through = losses(run(trainer, 4));
            trainer.restore(afterFirst);
            assertThat(trainer.position().stage()).isEqualTo(Stage.ALIGNMENT);
            assertThat(losses(run(trainer, 4))).isEqualTo(through);
        }
    }

    @Test
    void the_same_seed_gives_the_same_losses_and_another_one_others() {
        TrainingPlan plan = TestTraining.plan(Stage.SEGMENTATION, 2);
        List<Map<String, Double>> first = fresh(TestTraining.SETTINGS, plan);
        assertThat(fresh(TestTraining.SETTINGS, plan)).isEqualTo(first);
        assertThat(fresh(TestTraining.SETTINGS.with("seed", "2"), plan)).isNotEqualTo(first);
    }

    @Test
    void branches_side_by_side_give_the_same_bits_every_time_and_the_same_losses_as_one_after_the_other() {
        TrainingPlan plan = TestTraining.plan(Stage.SEGMENTATION, 3);
        Settings noisy = TestTraining.SETTINGS.with("noise.probability", "1");
        List<Map<String, Double>> oneAfterTheOther = fresh(noisy, plan);
        torch.set_num_threads(2);
        List<Map<String, Double>> together = fresh(noisy, plan);
        assertThat(fresh(noisy, plan)).isEqualTo(together);
        assertThat(torch.get_num_threads()).as("threads afterwards").isEqualTo(2);
        for (int step = 0; step < together.size(); step++) {
            Map<String, Double> losses = together.get(step);
            oneAfterTheOther.get(step).forEach((name, value) -> assertThat(losses.get(name))
                    .as(name)
                    .isCloseTo(value, withinPercentage(0.01)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"semigda", "supervised"})
    void decoding_twice_instead_of_keeping_intermediate_results_changes_nothing(String method) {
        TrainingPlan plan = TestTraining.plan(Stage.SEGMENTATION, 3);
        Settings keeping = TestTraining.SETTINGS.with("method", method);
        List<Map<String, Double>> kept = fresh(keeping, plan);
        List<Map<String, Double>> twice = fresh(keeping.with("decoder.checkpoint", "true"), plan);
        for (int step = 0; step < kept.size(); step++) {
            Map<String, Double> losses = twice.get(step);
            boolean first = step == 0;
            kept.get(step).forEach((name, value) -> {
                if (first && name.startsWith("loss/")) {
                    assertThat(losses.get(name)).as(name).isEqualTo(value);
                } else {
                    // AdamW moves a weight whose gradient is rounding alone as far as any other: the next gradients
                    // show it.
                    double percent = name.equals("gradient_norm") ? 0.05 : 0.01;
                    assertThat(losses.get(name)).as(name).isCloseTo(value, withinPercentage(percent));
                }
            });
        }
    }

    @Test
    void a_loss_that_is_no_number_stops_the_step_before_any_weight_changes() {
        try (Trainer trainer = TestTraining.trainer(TestTraining.SETTINGS, TestTraining.plan(Stage.SEGMENTATION, 5));
                TorchScope scope = TorchScope.open()) {
            run(trainer, 1);
            Map<String, TensorData> before = trainer.snapshot().trainer();
            StepInputs good = TestTraining.inputs(1, 2, 1);
            StepInputs bad = new StepInputs(good.images().mul(new Scalar(Float.NaN)), good.labels(), good.place());
            assertThatThrownBy(() -> trainer.step(bad))
                    .isInstanceOf(NumericFailure.class)
                    .hasMessageContaining("step 1 of stage 2")
                    .hasMessageContaining(Keys.GRADIENT_CLIP.key());
            assertThat(trainer.position().stageStep()).isEqualTo(1);
            assertThat(trainer.snapshot().trainer()).isEqualTo(before);
        }
    }

    @Test
    void the_average_moves_as_its_formula_says_and_gives_the_weights_back() {
        Settings settings = TestTraining.SETTINGS.with("ema.decay", "0.15");
        try (Trainer trainer = TestTraining.trainer(settings, TestTraining.plan(Stage.SEGMENTATION, 5))) {
            String name = "mapping_model.input_blocks.weight";
            String statistic = "resnet.bn1.running_mean";
            double start = first(trainer, name);
            double startStatistic = first(trainer, statistic);
            run(trainer, 1);
            double one = first(trainer, name);
            double oneStatistic = first(trainer, statistic);
            run(trainer, 1);
            double two = first(trainer, name);
            double twoStatistic = first(trainer, statistic);
            // Decays: min(0.15, 1/10), then min(0.15, 2/11).
            double expected = 0.15 * (0.1 * start + 0.9 * one) + 0.85 * two;
            double expectedStatistic = 0.15 * (0.1 * startStatistic + 0.9 * oneStatistic) + 0.85 * twoStatistic;
            assertThat(trainer.withEma(() -> first(trainer, name))).isCloseTo(expected, within(1e-6));
            assertThat(trainer.withEma(() -> first(trainer, statistic))).isCloseTo(expectedStatistic, within(1e-6));
            assertThat(first(trainer, name)).isEqualTo(two);
            assertThat(Ema.decay(0.999, 0)).isEqualTo(0.1);
            assertThat(Ema.decay(0.999, 1_000_000)).isEqualTo(0.999);
        }
    }

    @Test
    void gradients_are_clipped_together() {
        TrainingPlan plan = TestTraining.plan(Stage.SEGMENTATION, 3);
        Settings sgd = TestTraining.SETTINGS
                .with("stage2.optimizer", "release")
                .with(Keys.WEIGHT_DECAY_SGD.key(), "0")
                .with("stage2.lr", "1");
        assertThat(moved(sgd.with(Keys.GRADIENT_CLIP.key(), "0.001"), plan)).isCloseTo(0.001, within(1e-6));
        assertThat(moved(sgd, plan)).isGreaterThan(0.01);
    }

    @Test
    void supervised_training_has_only_labelled_terms() {
        Settings supervised = TestTraining.SETTINGS.with("method", "supervised");
        try (Trainer trainer = TestTraining.trainer(supervised, TestTraining.plan(Stage.SEGMENTATION, 2));
                TorchScope scope = TorchScope.open()) {
            StepResult result = trainer.step(TestTraining.inputs(0, 2, 2));
            assertThat(result.values().keySet().stream().filter(name -> name.startsWith("loss/")))
                    .containsExactly("loss/total", "loss/sup_p", "loss/sup_s");
        }
    }

    @Test
    void without_alignment_no_prior_term_is_left() {
        Settings settings = TestTraining.SETTINGS.with("alignment", "false");
        try (Trainer trainer = TestTraining.trainer(settings, TestTraining.plan(Stage.SEGMENTATION, 2))) {
            assertThat(run(trainer, 1).get(0).values().keySet().stream().filter(name -> name.startsWith("loss/")))
                    .containsExactly("loss/total", "loss/sup_s", "loss/unsup_s");
        }
    }

    @Test
    void hard_pseudo_labels_bfloat16_and_missing_adapters_train_too() {
        Settings settings = TestTraining.SETTINGS
                .with("pseudo_labels", "hard")
                .with("precision", "bf16")
                .with("adapters.image", "false")
                .with(Keys.GRADIENT_CLIP.key(), "1");
        try (Trainer trainer = TestTraining.trainer(settings, TestTraining.plan(Stage.SEGMENTATION, 2))) {
            assertThat(losses(run(trainer, 2))).hasSize(2);
            assertThat(trainer.snapshot().trainer().keySet()).noneMatch(name -> name.contains("Jump_vae"));
        }
    }

    @Test
    void three_classes_train_too() {
        Settings settings = TestTraining.SETTINGS.with("model.classes", "3");
        try (Trainer trainer = TestTraining.trainer(settings, TestTraining.plan(Stage.SEGMENTATION, 2))) {
            assertThat(run(trainer, 1).get(0).value("loss/sup_s")).isBetween(0.0, 2.0);
        }
    }

    @Test
    void a_snapshot_of_other_settings_or_another_plan_is_refused() {
        TrainingPlan plan = TestTraining.plan(Stage.ALIGNMENT, 3);
        try (Trainer trainer = TestTraining.trainer(TestTraining.SETTINGS, plan);
                Trainer other = TestTraining.trainer(TestTraining.SETTINGS.with(Keys.MOMENTUM.key(), "0.5"), plan);
                Trainer longer = TestTraining.trainer(TestTraining.SETTINGS, TestTraining.plan(Stage.ALIGNMENT, 4))) {
            Snapshot snapshot = trainer.snapshot();
            assertThatThrownBy(() -> other.restore(snapshot))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(Keys.MOMENTUM.key());
            assertThatThrownBy(() -> longer.restore(snapshot))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("1:3/2");
        }
    }

    @Test
    void a_cached_autoencoder_takes_the_place_of_stage_0(@TempDir Path folder) {
        AutoencoderSlot slot = new AutoencoderCache(folder).slot(TestTraining.SETTINGS, "data");
        assertThat(slot.ready()).isFalse();
        double scale;
        Snapshot trained;
        try (Trainer trainer = Trainer.create(TestTraining.SETTINGS, ALL_STAGES, Device.CPU, Optional.of(slot))) {
            run(trainer, 3);
            scale = trainer.model().vae().scaleFactor();
            trained = trainer.snapshot();
        }
        assertThat(slot.ready()).isTrue();
        TrainingPlan rest = TrainingPlan.of(
                TestTraining.SETTINGS.with("stage1.steps", "3").with("stage2.steps", "4"), 2, slot.ready());
        try (Trainer trainer = Trainer.create(TestTraining.SETTINGS, rest, Device.CPU, Optional.of(slot))) {
            assertThat(trainer.model().vae().scaleFactor()).isEqualTo(scale);
            assertThat(trainer.snapshot().model()).isEqualTo(trained.model());
        }
        assertThat(new AutoencoderCache(folder)
                        .slot(TestTraining.SETTINGS, "other")
                        .ready())
                .isFalse();
        assertThat(new AutoencoderCache(folder)
                        .slot(TestTraining.SETTINGS.with("stage2.lr", "0.5"), "data")
                        .ready())
                .isTrue();
    }

    private static List<StepResult> run(Trainer trainer, int steps) {
        List<StepResult> results = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            try (TorchScope scope = TorchScope.open()) {
                results.add(trainer.step(TestTraining.inputs(trainer.position().globalStep(), 2, 1)));
            }
        }
        return results;
    }

    private static List<Map<String, Double>> losses(List<StepResult> results) {
        List<Map<String, Double>> losses = new ArrayList<>();
        for (StepResult result : results) {
            Map<String, Double> kept = new java.util.TreeMap<>(result.values());
            kept.keySet().removeIf(name -> name.startsWith("time/") || name.startsWith("speed/"));
            assertThat(kept.values()).allMatch(Double::isFinite);
            losses.add(kept);
        }
        return losses;
    }

    private static List<Map<String, Double>> fresh(Settings settings, TrainingPlan plan) {
        try (Trainer trainer = TestTraining.trainer(settings, plan)) {
            return losses(run(trainer, 2));
        }
    }

    /** How far the first step moves all trained weights together. */
    private static double moved(Settings settings, TrainingPlan plan) {
        try (Trainer trainer = TestTraining.trainer(settings, plan);
                TorchScope scope = TorchScope.open();
                NoGrad guard = NoGrad.on()) {
            Map<String, Tensor> state = trainer.model().state();
            List<Tensor> before = state.values().stream().map(Tensor::clone).toList();
            List<String> names = List.copyOf(state.keySet());
            try (org.semigda.torch.TorchScope step = TorchScope.open()) {
                withGradients(() -> run(trainer, 1));
            }
            double squares = 0;
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                boolean alias = name.matches(".*resblock\\.conv[12]\\.1\\.weight");
                if (!alias && !name.contains("running_")) {
                    Tensor now = state.get(name);
                    double distance = now == null
                            ? 0
                            : Tensors.item(now.sub(before.get(i)).norm());
                    squares += distance * distance;
                }
            }
            return Math.sqrt(squares);
        }
    }

    private static void withGradients(Runnable work) {
        boolean before = org.bytedeco.pytorch.GradMode.is_enabled();
        org.bytedeco.pytorch.GradMode.set_enabled(true);
        try {
            work.run();
        } finally {
            org.bytedeco.pytorch.GradMode.set_enabled(before);
        }
    }

    private static double first(Trainer trainer, String name) {
        return Tensors.toFloats(Objects.requireNonNull(trainer.model().state().get(name), name))[0];
    }
}
