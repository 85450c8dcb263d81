package org.semigda.orchestrator.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
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
        return nodes.heartbeat(new NodeMessage.Heartbeat(
                "n", "1", Arrays.stream(runs).map(run -> work(run, 0, 0, 0)).toList()));
    }

    private static NodeMessage.Work work(RunId run, long idle, double step, double usual) {
        return new NodeMessage.Work(run, 1, 0, "cpu", 7, idle, step, usual);
    }

    private void announce() {
        nodes.announce(announcement("1"));
    }

    private static NodeMessage.Announce announcement(String incarnation) {
        return new NodeMessage.Announce("n", incarnation, "host", List.of("cpu"), List.of(), "0.1.0", false);
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
        assertThat(nodes.lose("n", "why")).isPresent();
        assertThat(nodes.lose("n", "why")).isEmpty();
        assertThat(beat()).isFalse();
        announce();
        assertThat(nodes.alive()).hasSize(1);
    }

    @Test
    void aNodeIsBusyWithWhatItTookUntilItSaysOtherwise() {
        RunId run = new RunId("a");
        nodes.took("n", work(run, 0, 0, 0));
        assertThat(nodes.all()).as("it is not known").isEmpty();
        announce();
        nodes.took("n", work(run, 0, 0, 0));
        nodes.took("n", work(run, 0, 0, 0));
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

    @Test
    void anotherProcessOfTheSameNameTakesThePlaceOfTheFirst() {
        announce();
        beat(new RunId("a"));
        assertThat(nodes.announce(announcement("1"))).isEmpty();
        assertThat(nodes.announce(announcement("2"))).map(Node::incarnation).contains("1");
        assertThat(nodes.alive().get(0).runs()).isEmpty();
        assertThat(beat()).as("the first process is not heard any more").isFalse();
    }

    @Test
    void aNodeWhoseHeartbeatsComeLateIsSlowForAWhile() {
        announce();
        clock.now = 2500;
        nodes.expire();
        assertThat(nodes.all()).extracting(Node::state).containsExactly(Node.State.SLOW);
        beat();
        assertThat(nodes.all().get(0).why()).contains("a heartbeat came late");
        for (clock.now = 3500; clock.now < 13_500; clock.now += 1000) {
            beat();
        }
        nodes.expire();
        assertThat(nodes.all()).extracting(Node::state).containsExactly(Node.State.ALIVE);
        assertThat(nodes.all().get(0).why()).isEmpty();
    }

    @Test
    void aNodeWhoseStepsTakeMuchLongerThanTheyDidIsSlow() {
        announce();
        nodes.heartbeat(new NodeMessage.Heartbeat("n", "1", List.of(work(new RunId("a"), 0, 1500, 300))));
        assertThat(nodes.all().get(0).state()).isEqualTo(Node.State.SLOW);
        assertThat(nodes.all().get(0).why()).isEqualTo("a step of run a takes 1.5 s instead of 0.3 s");
        nodes.heartbeat(new NodeMessage.Heartbeat("n", "1", List.of(work(new RunId("a"), 0, 900, 10))));
        assertThat(nodes.all().get(0).state())
                .as("less than a second is no news")
                .isEqualTo(Node.State.ALIVE);
    }

    @Test
    void aNodeIsKnownByWhatItSaidItUsesUntilItIsLost() {
        NodeMessage.Load load = new NodeMessage.Load(7, List.of(new NodeMessage.DeviceLoad("cpu", 0.5, 1, 2)));
        announce();
        assertThat(nodes.all().get(0).load()).isEqualTo(NodeMessage.Load.UNKNOWN);
        nodes.heartbeat(new NodeMessage.Heartbeat("n", "1", List.of(), load));
        nodes.took("n", work(new RunId("a"), 0, 0, 0));
        assertThat(nodes.all().get(0).load()).isEqualTo(load);
        nodes.lose("n", "gone");
        assertThat(nodes.all().get(0).load()).isEqualTo(NodeMessage.Load.UNKNOWN);
    }

    @Test
    void aNodeHangsUntilItsWorkerIsGone() {
        announce();
        beat(new RunId("a"));
        nodes.hung("n", "nothing done");
        beat(new RunId("a"));
        assertThat(nodes.all().get(0).state()).isEqualTo(Node.State.HUNG);
        beat();
        assertThat(nodes.all().get(0).state()).isEqualTo(Node.State.ALIVE);
    }
}
