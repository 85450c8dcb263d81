package org.semigda.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BusBenchTest {

    @Test
    void aMessageIsCarriedWithinAProcessAndBetweenTwoMembers() throws Exception {
        BusBench.Result result = BusBench.run(20);
        for (BusBench.Figures figures : List.of(result.local(), result.clustered())) {
            assertThat(figures.perSecond()).isPositive();
            assertThat(figures.medianMicros()).isPositive().isLessThanOrEqualTo(figures.micros99());
        }
    }
}
