package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.DataException;
import org.semigda.data.PhantomGenerator;
import org.semigda.protocol.Estimate;
import org.semigda.protocol.RunSpec;

class StepProbeTest {

    private static final Map<String, String> TINY = Map.of(
            "image.size", "32",
            "vae.multipliers", "1,1,1,1",
            "batch.labelled", "1",
            "batch.unlabelled", "1",
            "stage0.batch", "2",
            "stage0.steps", "500",
            "stage1.steps", "600",
            "stage2.steps", "2",
            "threads", "1");

    private static RunSpec spec(Path data, Map<String, String> changes) {
        Map<String, String> settings = new TreeMap<>(TINY);
        settings.putAll(changes);
        return new RunSpec(RunSpec.VERSION, "x", data.toString(), "demo", settings);
    }

    @Test
    void everyStageIsMeasuredAndNothingIsLeftBehind(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        PhantomGenerator.write(data, 12, 32, 1);
        Path cache = folder.resolve("cache");
        AtomicLong clock = new AtomicLong(); // a tick of 5 ms whenever it is looked at
        Estimate estimate = new StepProbe(() -> clock.addAndGet(5_000_000)).measure(spec(data, Map.of()), "cpu", cache);

        assertThat(estimate.stages()).extracting(Estimate.Stage::stage).containsExactly(0, 1, 2);
        assertThat(estimate.stages()).extracting(Estimate.Stage::steps).containsExactly(500L, 600L, 2L);
        assertThat(estimate.stages())
                .allSatisfy(stage -> assertThat(stage.stepMillis()).isEqualTo(5));
        assertThat(estimate.seconds()).isEqualTo((500 + 600 + 2) * 0.005);
        assertThat(estimate.images()).isPositive();
        assertThat(Files.exists(cache))
                .as("an autoencoder of a few steps is kept for nobody")
                .isFalse();
    }

    @Test
    void whereStepsTakeLongTheStagesLeftCostWhatTheSlowestDoes(@TempDir Path folder) {
        Path data = folder.resolve("data");
        PhantomGenerator.write(data, 12, 32, 1);
        AtomicLong clock = new AtomicLong();
        Estimate estimate =
                new StepProbe(() -> clock.addAndGet(20_000_000_000L)).measure(spec(data, Map.of()), "cpu", folder);
        assertThat(estimate.stages()).hasSize(3);
        assertThat(estimate.stages())
                .allSatisfy(stage -> assertThat(stage.stepMillis()).isEqualTo(20_000));
    }

    @Test
    void theFirstStepCountsOnlyWhenThereIsNoOther() {
        assertThat(StepProbe.typical(List.of(900.0))).isEqualTo(900);
        assertThat(StepProbe.typical(List.of(900.0, 30.0, 10.0, 20.0))).isEqualTo(20);
    }

    @Test
    void dataThatCannotBeTrainedOnAreNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> new StepProbe(System::nanoTime).measure(spec(folder, Map.of()), "cpu", folder))
                .isInstanceOf(DataException.class);
    }
}
