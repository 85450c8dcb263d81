package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.semigda.conf.Settings;
import org.semigda.data.ShardPlace;
import org.semigda.model.GoldenSet;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchScope;

/** Three steps of both stages against an independent implementation. Part of {@link org.semigda.GoldenTest}. */
public class GoldenTrajectory {

    private static final double RELATIVE = 2e-3;
    private final GoldenSet golden = GoldenSet.load();

    @BeforeEach
    void one_thread() {
        torch.set_num_threads(1);
    }

    @Test
    void stage_1_follows_the_golden_losses_rates_and_weights() {
        try (Trainer trainer = trainer(Stage.ALIGNMENT)) {
            for (JsonNode expected : golden.values().get("stage1")) {
                StepResult step = step(trainer);
                near(step.value("loss/sup_p"), expected.get("sup_p"));
                near(step.value("loss/unsup_p"), expected.get("unsup_p"));
                near(step.value("loss/total"), expected.get("total"));
                assertThat(step.value("lambda_u"))
                        .isCloseTo(expected.get("lambda_u").asDouble(), within(1e-12));
                assertThat(step.value("lr/mapping"))
                        .isCloseTo(expected.get("lr_mapping").asDouble(), within(1e-12));
                assertThat(step.value("lr/encoder"))
                        .isCloseTo(expected.get("lr_encoder").asDouble(), within(1e-12));
            }
            Map<String, Tensor> state = trainer.model().state();
            for (Map.Entry<String, JsonNode> norm :
                    golden.values().get("stage1_norms").properties()) {
                Tensor tensor =
                        state.getOrDefault("mapping_model." + norm.getKey(), state.get("resnet." + norm.getKey()));
                near(norm(Objects.requireNonNull(tensor, norm.getKey())), norm.getValue());
            }
        }
    }

    @Test
    void stage_2_follows_the_golden_losses_and_gradients() {
        try (Trainer trainer = trainer(Stage.SEGMENTATION)) {
            for (JsonNode expected : golden.values().get("stage2")) {
                StepResult step = step(trainer);
                for (String term : List.of("sup_p", "sup_s", "unsup_p", "unsup_s", "total")) {
                    near(step.values().getOrDefault("loss/" + term, 0.0), expected.get(term));
                }
                near(step.value("gradient_norm"), expected.get("grad_norm"));
                assertThat(step.value("lambda_u"))
                        .isCloseTo(expected.get("lambda_u").asDouble(), within(1e-12));
            }
        }
    }

    @Test
    void the_dice_loss_is_the_golden_one() {
        try (TorchScope scope = TorchScope.open()) {
            Tensor p1 = golden.tensor("loss.p1");
            Tensor p2 = golden.tensor("loss.p2");
            Tensor y = golden.tensor("loss.y").to(p1.scalar_type());
            Tensor zeros = torch.zeros_like(p1);
            JsonNode expected = golden.values().get("dice_loss");
            Offset<Double> close = within(1e-5);
            assertThat(dice(p1, y)).isCloseTo(expected.get("p1_y").asDouble(), close);
            assertThat(dice(p2, y)).isCloseTo(expected.get("p2_y").asDouble(), close);
            assertThat(dice(p1, p2)).isCloseTo(expected.get("p1_p2").asDouble(), close);
            assertThat(dice(zeros, zeros)).isCloseTo(expected.get("zeros_zeros").asDouble(), close);
            assertThat(dice(p1, zeros)).isCloseTo(expected.get("p1_zeros").asDouble(), close);
        }
    }

    @Test
    void the_ramp_is_the_golden_one() {
        golden.values().get("ramp").properties().forEach(point -> assertThat(
                        Schedules.lambda(0.1, Long.parseLong(point.getKey()), 1000))
                .isCloseTo(point.getValue().asDouble(), within(1e-12)));
    }

    private Trainer trainer(Stage stage) {
        TrainingPlan plan = new TrainingPlan(List.of(new StagePlan(stage, 10, 1)));
        return Trainer.of(settings(), plan, golden.model());
    }

    /** A set of more than two classes leaves the segmentation terms out; they are zero in it. */
    private Settings settings() {
        Settings settings = Settings.defaults().with("noise.probability", "0").with("stage2.restarts", "1");
        JsonNode first = golden.values().get("stage2").get(0);
        boolean priorsAlone =
                first.get("sup_s").asDouble() == 0 && first.get("unsup_s").asDouble() == 0;
        return priorsAlone ? settings.with("loss.sup_s", "false").with("loss.unsup_s", "false") : settings;
    }

    private StepResult step(Trainer trainer) {
        try (TorchScope scope = TorchScope.open()) {
            Tensor labels = golden.tensor("g");
            return trainer.step(new StepInputs(golden.tensor("x"), labels, ShardPlace.ALONE));
        }
    }

    private void near(double actual, JsonNode expected) {
        assertThat(actual).isCloseTo(expected.asDouble(), within(RELATIVE * Math.abs(expected.asDouble())));
    }

    private static double dice(Tensor p, Tensor y) {
        return Tensors.item(Losses.dice(p, y));
    }

    private static double norm(Tensor tensor) {
        double squares = 0;
        for (float value : Tensors.toFloats(tensor)) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }
}
