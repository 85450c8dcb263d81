package org.semigda.orchestrator.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunId;

class NodeRegistryTest {

    private static final class HandClock extends Clock {
        private long now;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    }

    private final HandClock clock = new HandClock();
    private final NodeRegistry nodes = new NodeRegistry(clock, Duration.ofSeconds(5));

    private boolean beat(RunId... runs) {
        return nodes.heartbeat(new NodeMessage.Heartbeat("n", List.of(runs)));
    }

    private void announce() {
        nodes.announce(new NodeMessage.Announce("n", "host", List.of("cpu")));
    }

    @Test
    void aLeaseEndsFiveSecondsAfterTheLastWord() {
        announce();
        clock.now = 3000;
        assertThat(beat()).isTrue();
        clock.now = 8000;
        assertThat(nodes.expire()).isEmpty();
        clock.now = 8001;
        assertThat(nodes.expire()).extracting(Node::name).containsExactly("n");
        assertThat(nodes.expire()).as("it is told once").isEmpty();
        assertThat(nodes.alive()).isEmpty();
        assertThat(nodes.all()).extracting(Node::state).containsExactly(Node.State.LOST);
    }

    @Test
    void aNodeThatIsNotKnownOrLostMustAnnounceItself() {
        assertThat(beat()).isFalse();
        announce();
        assertThat(beat()).isTrue();
        assertThat(nodes.lose("n")).isTrue();
        assertThat(nodes.lose("n")).isFalse();
        assertThat(beat()).isFalse();
        announce();
        assertThat(nodes.alive()).hasSize(1);
    }

    @Test
    void aNodeIsBusyWithWhatItTookUntilItSaysOtherwise() {
        RunId run = new RunId("a");
        nodes.took("n", run);
        assertThat(nodes.all()).as("it is not known").isEmpty();
        announce();
        nodes.took("n", run);
        nodes.took("n", run);
        assertThat(nodes.alive().get(0).runs()).containsExactly(run);
        beat();
        assertThat(nodes.alive().get(0).runs()).isEmpty();
    }

    @Test
    void whatANodeIsBusyWithIsKnownFromBeforeItsAnnouncement() {
        RunId run = new RunId("a");
        assertThat(beat(run)).isFalse();
        announce();
        assertThat(nodes.alive().get(0).runs()).containsExactly(run);
    }
}
