package org.semigda.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.semigda.cli.console.Captured;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.StoredEvent;

/** What people and programs read while a run goes on and when it ends. */
class ProgressTest {

    private static final RunId RUN = new RunId("r1");

    private final AtomicLong clock = new AtomicLong();

    @Test
    void theLineNamesStageStepsLossScoreAndTimeLeft() {
        RunProgress progress =
                RunProgress.NONE.withLoss(0.43117).withDice(0.812).at(2, 410, 660, 93.4);
        assertThat(progress.line())
                .isEqualTo(
                        "stage 2 segmentation  step 410/660  62%  loss 0.4312  validation dice 0.8120  1 min 33 s left");
    }

    @Test
    void theLineLeavesOutWhatIsNotKnown() {
        assertThat(RunProgress.NONE.at(0, 1, 660, -1).line()).isEqualTo("stage 0 autoencoder  step 1/660  0%");
    }

    @Test
    void durationsAreShort() {
        assertThat(RunProgress.duration(7.6)).isEqualTo("8 s");
        assertThat(RunProgress.duration(59.6)).isEqualTo("1 min 00 s");
        assertThat(RunProgress.duration(7500)).isEqualTo("2 h 05 min");
    }

    @Test
    void theScoresLineHasTheFormThatProgramsRead() {
        Map<String, Double> values =
                Map.of("dice", 0.83124, "iou", 0.74051, "hd95", 6.2149, "hd95_released", 3.018, "images", 40.0);
        assertThat(ScoresLine.of("test", values))
                .isEqualTo("test dice 0.8312 iou 0.7405 hd95 6.21 hd95_released 3.02 images 40");
    }

    @Test
    void aScoreThatIsNotDefinedSaysSo() {
        assertThat(ScoresLine.of("test", Map.of("dice", 0.0, "iou", 0.0, "hd95_released", 0.0, "images", 1.0)))
                .contains("hd95 undefined");
    }

    @Test
    void theBestValidationScoresAreALineOfTheirOwn() {
        assertThat(ScoresLine.best(Map.of("ema_dice", 0.6, "dice", 0.75)))
                .hasValue("validation dice 0.7500 ema_dice 0.6000");
        assertThat(ScoresLine.best(Map.of())).isEmpty();
    }

    @Test
    void theFollowerShowsTheNewestLossAndScoreAndPassesWarningsOn() {
        Captured captured = Captured.pipe();
        RunFollower follower = new RunFollower(new ProgressPrinter(captured.terminal(), clock::get));
        follower.accept(event(new RunEvent.Metrics(2, 10, Map.of("loss/total", 0.5, "validation/dice", 0.7))));
        follower.accept(event(new RunEvent.Metrics(2, 20, Map.of("loss/total", 0.25))));
        follower.accept(event(new RunEvent.Log("info", "not shown")));
        follower.accept(event(new RunEvent.Log("warn", "the disk is nearly full")));
        clock.set(10_000);
        follower.accept(event(new RunEvent.Progress(2, 20, 40, 5)));
        assertThat(captured.err().lines())
                .containsExactly(
                        "warn: the disk is nearly full",
                        "stage 2 segmentation  step 20/40  50%  loss 0.2500  validation dice 0.7000  5 s left");
    }

    private static StoredEvent event(RunEvent.Body body) {
        return new StoredEvent(1, new RunEvent(RUN, 1, 1, 0, body));
    }
}
