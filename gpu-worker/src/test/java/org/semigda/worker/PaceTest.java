package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.semigda.train.Stage;
import org.semigda.train.StagePlan;
import org.semigda.train.TrainingPlan;

class PaceTest {

    private final TrainingPlan plan =
            new TrainingPlan(List.of(new StagePlan(Stage.ALIGNMENT, 10, 5), new StagePlan(Stage.SEGMENTATION, 20, 5)));
    private final Pace pace = new Pace(plan);

    @Test
    void nothingIsSaidBeforeAStepWasTimed() {
        assertThat(pace.secondsLeft(plan.at(0))).isEmpty();
    }

    @Test
    void aStageNotBegunYetIsTakenToCostWhatTheOthersCost() {
        pace.stepTook(Stage.ALIGNMENT, 1000);
        assertThat(pace.secondsLeft(plan.at(4))).hasValue(6 + 20);
    }

    @Test
    void eachStageHasItsOwnPace() {
        pace.stepTook(Stage.ALIGNMENT, 1000);
        pace.stepTook(Stage.SEGMENTATION, 3000);
        assertThat(pace.secondsLeft(plan.at(12))).hasValue(18 * 3);
        assertThat(pace.secondsLeft(plan.at(30))).hasValue(0);
    }

    @Test
    void aSlowFirstStepIsSoonOutvoted() {
        pace.stepTook(Stage.SEGMENTATION, 9000);
        pace.stepTook(Stage.SEGMENTATION, 1000);
        pace.stepTook(Stage.SEGMENTATION, 1000);
        pace.stepTook(Stage.SEGMENTATION, 1000);
        assertThat(pace.secondsLeft(plan.at(29))).hasValue(3);
    }
}
