package org.semigda.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.semigda.conf.Presets;
import org.semigda.conf.Settings;
import org.semigda.model.SemiGda;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.train.ModelSettings;

class StepBenchTest {

    /** 367.57 is what PyTorch's FlopCounterMode counts in the peer's step (benchmarks/peer) of the same shapes. */
    @Test
    void the_operations_of_the_small_preset_are_those_that_pytorch_counts() {
        assertThat(gigaflop(Presets.get("small"))).isCloseTo(367.57, within(0.1));
    }

    @Test
    void a_measured_step_adds_up() {
        Settings settings = Presets.get("demo")
                .with(Map.of(
                        "image.size",
                        "32",
                        "vae.multipliers",
                        "1,1,1,1",
                        "batch.labelled",
                        "1",
                        "batch.unlabelled",
                        "1",
                        "threads",
                        "1"));

        StepBench.Result result = new StepBench(settings, Device.CPU, 1, 3, true).run();

        assertThat(result.images()).isEqualTo(2);
        assertThat(result.stepMillis()).isBetween(result.minMillis(), result.maxMillis());
        assertThat(result.imagesPerSecond()).isCloseTo(2000 / result.stepMillis(), within(1e-9));
        assertThat(result.phaseMillis()).containsKeys("forward", "backward", "optimizer", "average", "other");
        assertThat(result.phaseMillis().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(result.stepMillis(), within(1e-6));
        assertThat(result.parts()).hasSize(5).allMatch(part -> part.forwardMillis() > 0 && part.gigaflop() > 0);
        assertThat(result.parts().stream().mapToDouble(part -> part.gigaflop()).sum())
                .isCloseTo(result.gigaflop(), within(1e-9));
        assertThat(result.recorded()).isBetween(300L, 3000L);
        assertThat(result.heapKiB()).isPositive();
        assertThat(result.gigaflopPerSecond()).isPositive();
        assertThat(result.peakConvolution()).isPositive();
    }

    private static double gigaflop(Settings settings) {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        try (SemiGda shapes = new SemiGda(ModelSettings.config(settings), Device.SHAPES_ONLY, 1)) {
            return new StepCost(settings).operations(shapes.state()) / 1e9;
        }
    }
}
