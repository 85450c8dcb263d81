package org.semigda.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.data.PhantomGenerator;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScalingBenchTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void one_and_two_workers_are_measured_in_processes_of_their_own() throws Exception {
        PhantomGenerator.write(folder, 20, 40, 1);
        ScalingBench.Result result = new ScalingBench(folder, "demo", 2, 0, 1, false).run(1);
        assertThat(result.one()).isPositive();
        assertThat(result.several()).isPositive();
        assertThat(result.ratio()).isEqualTo(result.several() / result.one());
        assertThat(result.ratios()).hasSize(1);
        assertThat(result.exchangeShare()).isBetween(0.0, 1.0).isPositive();
        assertThat(result.processorMillisSeveral()).isPositive();
        assertThat(result.partsOne())
                .containsKeys("forward", "backward", "optimizer")
                .doesNotContainKey("sync");
        assertThat(result.partsSeveral()).containsKeys("forward", "backward", "optimizer", "sync");
    }

    @Test
    @EnabledIfSystemProperty(named = "semigda.soak", matches = "true", disabledReason = "long; runs with -Psoak")
    void with_weak_scaling_every_worker_has_a_whole_batch() throws Exception {
        PhantomGenerator.write(folder, 40, 40, 1);
        ScalingBench.Result result = new ScalingBench(folder, "demo", 2, 0, 1, true).run(1);
        double imagesOne = result.one() * result.stepMillisOne() / 1000;
        double imagesSeveral = result.several() * result.stepMillisSeveral() / 1000;
        assertThat(imagesSeveral).isCloseTo(2 * imagesOne, Percentage.withPercentage(0.01));
    }

    @Test
    void a_worker_that_cannot_start_ends_the_measurement() {
        assertThatThrownBy(() -> new ScalingBench(folder.resolve("none"), "demo", 2, 0, 1, false).run(1))
                .hasMessageContaining("without a result");
    }
}
