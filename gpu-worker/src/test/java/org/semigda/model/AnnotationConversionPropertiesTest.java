package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bytedeco.pytorch.Tensor;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.Tensors;
import org.semigda.torch.TorchNatives;
import org.semigda.torch.TorchScope;

/** What must hold for any mask of any number of classes. */
class AnnotationConversionPropertiesTest {

    private static final int SIZE = 6;

    @BeforeContainer
    static void natives() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @Property(tries = 200)
    void labelsComeBack(@ForAll @IntRange(min = 2, max = 255) int classes, @ForAll AcrMode mode, @ForAll long seed) {
        AnnotationConversion acr = new AnnotationConversion(classes, mode);
        long[] labels = labels(classes, seed);
        try (TorchScope scope = TorchScope.open()) {
            Tensor image = acr.toImage(Tensors.of(labels, 1, SIZE, SIZE));

            assertThat(Tensors.shape(image)).containsExactly(1, 3, SIZE, SIZE);
            for (float value : Tensors.toFloats(image)) {
                assertThat(value).isBetween(-1f, 1f);
            }
            assertThat(Tensors.toLongs(acr.toLabels(acr.toValue(image)))).isEqualTo(labels);
        }
    }

    @Property(tries = 200)
    void anErrorBelowHalfAStepChangesNoLabel(
            @ForAll @IntRange(min = 2, max = 64) int classes,
            @ForAll AcrMode mode,
            @ForAll @DoubleRange(min = -0.49, max = 0.49) double error,
            @ForAll long seed) {
        AnnotationConversion acr = new AnnotationConversion(classes, mode);
        long[] labels = labels(classes, seed);
        double step = acr.level(1) - acr.level(0);
        try (TorchScope scope = TorchScope.open()) {
            Tensor image = Tensors.affine(acr.toImage(Tensors.of(labels, 1, SIZE, SIZE)), 1, error * step);

            assertThat(Tensors.toLongs(acr.toLabels(acr.toValue(image)))).isEqualTo(labels);
        }
    }

    @Property(tries = 200)
    void levelsRiseEvenlyFromMinusOne(@ForAll @IntRange(min = 2, max = 255) int classes, @ForAll AcrMode mode) {
        AnnotationConversion acr = new AnnotationConversion(classes, mode);

        assertThat(acr.level(0)).isEqualTo(-1);
        assertThat(acr.level(classes - 1)).isCloseTo(mode == AcrMode.FULL ? 1 : 1 - 2.0 / classes, within(1e-12));
        for (int k = 1; k < classes; k++) {
            assertThat(acr.level(k) - acr.level(k - 1)).isCloseTo(acr.level(1) - acr.level(0), within(1e-12));
        }
    }

    private static long[] labels(int classes, long seed) {
        return new Random(seed).longs(SIZE * SIZE, 0, classes).toArray();
    }
}
