package org.semigda.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LibTorch itself tells how it was set; without a GPU too. */
class DeviceSetupTest {

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @Test
    void productsOfFp32NumbersAreInTf32OrExactAsSet() {
        new DeviceSetup(true, 1).apply(Device.CPU);
        assertThat(precision(Float32Op.CONV)).isEqualTo(Float32Precision.TF32);
        assertThat(precision(Float32Op.MATMUL)).isEqualTo(Float32Precision.TF32);
        new DeviceSetup(false, 1).apply(Device.CPU);
        assertThat(precision(Float32Op.CONV)).isEqualTo(Float32Precision.IEEE);
        assertThat(precision(Float32Op.MATMUL)).isEqualTo(Float32Precision.IEEE);
    }

    private static Float32Precision precision(Float32Op operation) {
        return torch.globalContext()
                .float32Precision(Float32Backend.CUDA, operation)
                .intern();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
    void aShareOfMemoryIsAboveNothingAndAtMostAll(double share) {
        assertThatThrownBy(() -> new DeviceSetup(true, share)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @EnabledIf("peakCanBeForgotten")
    void thePeakOfTheCpuIsThatOfTheProcessWhileItIsWatched() {
        PeakMemory before = PeakMemory.watch(Device.CPU);
        long quiet = before.mebibytes();
        try (TorchScope scope = TorchScope.open()) {
            torch.ones(64L << 20);
        }
        assertThat(before.mebibytes()).isGreaterThan(quiet + 200);
    }

    static boolean peakCanBeForgotten() {
        return Files.isWritable(Path.of("/proc/self/clear_refs"));
    }
}
