package org.semigda.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A reduced curve is shorter and hides nothing that stands out. */
class MinMaxBucketsTest {

    @Property
    void noSpikeIsHidden(
            @ForAll @Size(min = 1, max = 500) List<@DoubleRange(min = -1e9, max = 1e9) Double> curve,
            @ForAll @IntRange(min = 4, max = 120) int most) {
        double[] values = curve.stream().mapToDouble(Double::doubleValue).toArray();
        int[] chosen = MinMaxBuckets.choose(values, values.length, most);
        assertThat(chosen).hasSizeLessThanOrEqualTo(Math.max(most, Math.min(most, values.length)));
        assertThat(chosen).isSorted().doesNotHaveDuplicates();
        assertThat(chosen[0]).isZero();
        assertThat(chosen[chosen.length - 1]).isEqualTo(values.length - 1);
        double[] shown = Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray();
        assertThat(Arrays.stream(shown).max()).isEqualTo(Arrays.stream(values).max());
        assertThat(Arrays.stream(shown).min()).isEqualTo(Arrays.stream(values).min());
    }

    @Property
    void aSingleOutlierAnywhereIsShown(
            @ForAll @IntRange(min = 5, max = 5000) int length,
            @ForAll @IntRange(min = 0, max = 4999) int place,
            @ForAll boolean up,
            @ForAll @IntRange(min = 4, max = 50) int most) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> Math.sin(i));
        int at = place % length;
        values[at] = up ? 7 : -7;
        assertThat(MinMaxBuckets.choose(values, length, most)).contains(at);
    }
}
