package org.semigda.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunStateTest {

    /** The life of a run once more, written from the description and not from the code: rows may go where an x is. */
    private static final Map<String, String> TABLE = Map.of(
            //             QUEUED STARTING RUNNING PAUSED STOPPING STOPPED COMPLETED FAILED
            "QUEUED", "      -       x        -      -       -        x        -       x",
            "STARTING", "    x       -        x      -       x        -        -       x",
            "RUNNING", "     x       x        -      x       x        -        x       x",
            "PAUSED", "      x       x        x      -       x        -        -       x",
            "STOPPING", "    -       -        -      -       -        x        x       x",
            "STOPPED", "     x       -        -      -       -        -        -       -",
            "COMPLETED", "   -       -        -      -       -        -        -       -",
            "FAILED", "      x       -        -      -       -        -        -       -");

    @ParameterizedTest
    @EnumSource
    void movesWhereTheTableSaysAndNowhereElse(RunState from) {
        String row = TABLE.getOrDefault(from.name(), "").replace(" ", "");
        assertThat(row).hasSize(RunState.values().length);
        for (RunState to : RunState.values()) {
            if (row.charAt(to.ordinal()) == 'x') {
                assertThat(from.to(to)).isEqualTo(to);
            } else {
                assertThatThrownBy(() -> from.to(to))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("a run cannot go from " + from + " to " + to);
            }
        }
    }

    @Test
    void endsAreStoppedCompletedAndFailed() {
        assertThat(RunState.values())
                .filteredOn(RunState::ended)
                .containsExactly(RunState.STOPPED, RunState.COMPLETED, RunState.FAILED);
    }
}
