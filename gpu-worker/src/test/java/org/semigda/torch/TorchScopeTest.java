package org.semigda.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TorchScopeTest {

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @Test
    void aScopeFreesWhatWasMadeInIt() {
        Tensor inside;
        try (TorchScope scope = TorchScope.open()) {
            inside = torch.ones(2);
        }

        assertThat(inside.isNull()).isTrue();
    }

    @Test
    void keptTensorsOutliveAllScopesUntilTheyAreClosed() {
        Tensor kept;
        try (TorchScope outer = TorchScope.open();
                TorchScope inner = TorchScope.open()) {
            kept = TorchScope.keep(torch.ones(2));
        }

        assertThat(Tensors.toFloats(kept)).containsExactly(1, 1);
        kept.close();
        assertThat(kept.isNull()).isTrue();
    }

    @Test
    void aTensorThatLeavesBelongsToTheOuterScope() {
        Tensor left;
        try (TorchScope outer = TorchScope.open()) {
            Tensor rest;
            try (TorchScope inner = TorchScope.open()) {
                rest = torch.ones(2);
                left = inner.leave(torch.zeros(2));
            }
            assertThat(rest.isNull()).isTrue();
            assertThat(Tensors.toFloats(left)).containsExactly(0, 0);
        }

        assertThat(left.isNull()).isTrue();
    }

    @Test
    void gradientModeComesBackAfterNestedGuards() {
        try (NoGrad outer = NoGrad.on()) {
            try (NoGrad inner = NoGrad.on()) {
                assertThat(GradMode.is_enabled()).isFalse();
            }
            assertThat(GradMode.is_enabled()).isFalse();
        }

        assertThat(GradMode.is_enabled()).isTrue();
    }

    @Test
    void autocastComputesInBfloat16AndEnds() {
        try (TorchScope scope = TorchScope.open()) {
            Tensor x = torch.ones(2, 2);
            try (Autocast guard = Autocast.bf16(Device.CPU, true)) {
                assertThat(torch.matmul(x, x).scalar_type().intern()).isSameAs(torch.ScalarType.BFloat16);
            }
            assertThat(torch.matmul(x, x).scalar_type().intern()).isSameAs(torch.ScalarType.Float);
        }
    }

    @Test
    void devicesAreParsedAndPrinted() {
        assertThat(Device.parse("CPU")).isEqualTo(Device.CPU).hasToString("cpu");
        assertThat(Device.parse("cuda")).isEqualTo(new Device(Device.Kind.CUDA, 0));
        assertThat(Device.parse("cuda:3")).hasToString("cuda:3");
        assertThatThrownBy(() -> Device.parse("gpu")).hasMessageContaining("\"gpu\" is not one of cpu");
    }

    @Test
    void valuesMustFillTheShape() {
        assertThatThrownBy(() -> Tensors.of(new float[3], 2, 2)).hasMessageContaining("3 values do not fill");
    }

    @Test
    void bytesBecomeUnsignedLabels() {
        try (TorchScope scope = TorchScope.open()) {
            assertThat(Tensors.toLongs(Tensors.ofLabels(new byte[] {0, 1, (byte) 255}, 1, 3)))
                    .containsExactly(0, 1, 255);
        }
    }
}
