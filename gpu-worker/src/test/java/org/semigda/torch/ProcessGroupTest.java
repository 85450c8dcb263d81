package org.semigda.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Collectives between real processes: sums, and what a lost peer looks like. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ProcessGroupTest {

    private static final int MANY = 10_000_000;

    @BeforeAll
    static void load() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
    }

    @Test
    void ten_million_floats_of_two_processes_are_summed() throws Exception {
        try (Peer peer = Peer.start();
                ProcessGroup group = formWith(peer, Peer.TIMEOUTS);
                TorchScope scope = TorchScope.open()) {
            peer.tell("sum " + MANY);
            Tensor values = Peer.part(0, MANY);
            group.sum(values);
            assertThat(Peer.isSum(values, 2)).isTrue();
            assertThat(peer.answer()).isEqualTo("true");
            assertThat(group.waitedNanos()).isPositive();
        }
    }

    @Test
    void a_killed_peer_is_noticed_at_once_and_the_next_group_forms_in_the_same_process() throws Exception {
        try (Peer peer = Peer.start();
                ProcessGroup group = formWith(peer, Peer.TIMEOUTS);
                TorchScope scope = TorchScope.open()) {
            peer.kill();
            long start = System.nanoTime();
            assertThatThrownBy(() -> group.sum(Peer.part(0, MANY)))
                    .isInstanceOf(PeerLostException.class)
                    .hasMessageContaining("rank 0 of 2")
                    .hasMessageContaining("newest checkpoint");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Peer.TIMEOUTS.exchange());
            assertThatThrownBy(() -> group.fromFirst(1)).as("for good").isInstanceOf(PeerLostException.class);
            assertThat(group.lost()).isPresent();
        }
        try (Peer next = Peer.start();
                ProcessGroup group = formWith(next, Peer.TIMEOUTS);
                TorchScope scope = TorchScope.open()) {
            next.tell("sum 1000");
            Tensor values = Peer.part(0, 1000);
            group.sum(values);
            assertThat(Peer.isSum(values, 2)).isTrue();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_stopped_peer_is_noticed_after_the_timeout() throws Exception {
        Duration patience = Duration.ofSeconds(2);
        try (Peer peer = Peer.start();
                ProcessGroup group = formWith(peer, Peer.TIMEOUTS.withExchange(patience));
                TorchScope scope = TorchScope.open()) {
            peer.signal("STOP");
            long start = System.nanoTime();
            assertThatThrownBy(() -> group.sum(Peer.part(0, 1000))).isInstanceOf(PeerLostException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(patience.minusMillis(100), Peer.TIMEOUTS.exchange());
        }
    }

    @Test
    void a_peer_that_leaves_may_come_back_into_a_new_group() throws Exception {
        try (Peer peer = Peer.start()) {
            for (int round = 0; round < 2; round++) {
                try (ProcessGroup group = formWith(peer, Peer.TIMEOUTS);
                        TorchScope scope = TorchScope.open()) {
                    peer.tell("sum 10");
                    Tensor values = Peer.part(0, 10);
                    group.sum(values);
                    assertThat(Peer.isSum(values, 2)).isTrue();
                    assertThat(peer.answer()).isEqualTo("true");
                    peer.tell("leave");
                    assertThat(peer.answer()).isEmpty();
                    assertThatThrownBy(() -> group.sum(values)).isInstanceOf(PeerLostException.class);
                }
            }
        }
    }

    @Test
    void three_threads_of_one_process_are_three_members() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Rendezvous open = Rendezvous.open(0, Peer.TIMEOUTS);
            List<Future<String>> members = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int rank = i;
                members.add(threads.submit(() -> member(rank, open)));
            }
            for (Future<String> member : members) {
                assertThat(member.get()).isEqualTo("true 12 überall gleich");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What a member of three finds: whether the sum is right, and what rank 0 said. */
    private static String member(int rank, Rendezvous open) {
        Rendezvous at = rank == 0 ? open : Rendezvous.connect("127.0.0.1", open.port(), Peer.TIMEOUTS);
        try (ProcessGroup group = ProcessGroup.form(at, rank, 3, "127.0.0.1", Device.CPU, Peer.TIMEOUTS);
                TorchScope scope = TorchScope.open()) {
            Tensor first = Peer.part(rank, 5000);
            Tensor second = Peer.part(rank, 3000);
            group.startSum(first);
            group.startSum(second);
            group.await();
            boolean sums = Peer.isSum(first, 3) && Peer.isSum(second, 3);
            long number = group.fromFirst(rank == 0 ? 12L : rank);
            String text = group.fromFirst(rank == 0 ? "überall gleich" : "");
            // Nobody leaves before all have everything.
            group.sum(Tensors.of(new float[1], 1));
            return sums + " " + number + " " + text;
        }
    }

    @Test
    void peers_that_never_come_are_named() {
        GroupTimeouts brief = new GroupTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        Rendezvous open = Rendezvous.open(0, brief);
        int port = open.port();
        assertThatThrownBy(() -> ProcessGroup.form(open, 0, 2, "127.0.0.1", Device.CPU, brief))
                .isInstanceOf(PeerLostException.class)
                .hasMessageContaining("2 workers")
                .hasMessageContaining("127.0.0.1:" + port);
        assertThatThrownBy(() -> Rendezvous.connect("127.0.0.1", port, brief))
                .as("the failed group closed its server")
                .isInstanceOf(PeerLostException.class)
                .hasMessageContaining("firewall");
    }

    @Test
    void a_taken_port_is_named() {
        try (Rendezvous open = Rendezvous.open(0, Peer.TIMEOUTS)) {
            assertThatThrownBy(() -> Rendezvous.open(open.port(), Peer.TIMEOUTS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + open.port());
        }
    }

    private static ProcessGroup formWith(Peer peer, GroupTimeouts timeouts) throws Exception {
        Rendezvous open = Rendezvous.open(0, timeouts);
        peer.tell("join 1 2 " + open.port());
        ProcessGroup group = ProcessGroup.form(open, 0, 2, "127.0.0.1", Device.CPU, timeouts);
        assertThat(peer.answer()).isEmpty();
        return group;
    }
}
