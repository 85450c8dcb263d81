package org.semigda.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.semigda.protocol.RunState.COMPLETED;
import static org.semigda.protocol.RunState.PAUSED;
import static org.semigda.protocol.RunState.RUNNING;
import static org.semigda.protocol.RunState.STARTING;
import static org.semigda.protocol.RunState.STOPPED;
import static org.semigda.protocol.RunState.STOPPING;

import org.junit.jupiter.api.Test;
import org.semigda.protocol.RunState;

class MovesTest {

    @Test
    void aSkippedStateIsPassedThrough() {
        assertThat(Moves.path(RUNNING, STOPPED)).containsExactly(STOPPING, STOPPED);
        assertThat(Moves.path(STARTING, COMPLETED)).containsExactly(RUNNING, COMPLETED);
        assertThat(Moves.path(STARTING, STOPPED)).containsExactly(STOPPING, STOPPED);
        assertThat(Moves.path(PAUSED, COMPLETED)).containsExactly(RUNNING, COMPLETED);
        assertThat(Moves.path(STARTING, RUNNING)).containsExactly(RUNNING);
    }

    @Test
    void nothingLeadsOutOfAnEndOrToWhereOneIs() {
        for (RunState target : RunState.values()) {
            assertThat(Moves.path(COMPLETED, target)).isEmpty();
            assertThat(Moves.path(target, target)).isEmpty();
        }
        assertThat(Moves.path(STOPPING, RUNNING)).isEmpty();
    }

    @Test
    void everyStepOfAPathIsALegalMove() {
        for (RunState from : RunState.values()) {
            for (RunState to : RunState.values()) {
                RunState at = from;
                for (RunState step : Moves.path(from, to)) {
                    at = at.to(step);
                }
                assertThat(at).isIn(from, to);
            }
        }
    }
}
