package org.semigda.orchestrator.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.semigda.protocol.RunId;

class RunQueueTest {

    private static final RunId A = new RunId("a");
    private static final RunId B = new RunId("b");
    private static final RunId C = new RunId("c");

    private final RunQueue queue = new RunQueue();

    private static Node node(String name, List<String> devices, RunId... runs) {
        return new Node(name, "host", devices, List.of(runs), 0, Node.State.ALIVE);
    }

    private RunId next(Node... nodes) {
        return queue.next(List.of(nodes)).map(Placement::run).orElse(new RunId("none"));
    }

    @Test
    void firstComeFirstServedOnePerDevice() {
        queue.add(A, List.of("cpu"), 0);
        queue.add(B, List.of("cpu"), 0);
        Node node = node("n", List.of("cpu"));
        assertThat(queue.next(List.of(node))).contains(new Placement(A, "n", "cpu", OptionalLong.empty()));
        assertThat(queue.next(List.of(node))).isEmpty();
        queue.remove(A);
        assertThat(next(node)).isEqualTo(B);
    }

    @Test
    void aRunThatLostItsDeviceGoesFirst() {
        queue.add(A, List.of("cpu"), 0);
        queue.addFirst(B, List.of("cpu"), 0);
        assertThat(next(node("n", List.of("cpu")))).isEqualTo(B);
    }

    @Test
    void aRunWhoseDeviceIsThereDoesNotWaitForOneWhoseIsNot() {
        queue.add(A, List.of("cuda:0"), 0);
        queue.add(B, List.of("cpu"), 0);
        Node node = node("n", List.of("cpu"));
        assertThat(next(node)).isEqualTo(B);
        assertThat(queue.hopeless(List.of(node))).isEqualTo(Map.of(A, "cuda:0"));
        assertThat(next(node("g", List.of("cpu", "cuda:0")))).isEqualTo(A);
    }

    @Test
    void aNodeWithALeftoverWorkerGetsNothing() {
        queue.add(A, List.of("cpu"), 0);
        assertThat(queue.next(List.of(node("n", List.of("cpu"), C)))).isEmpty();
        assertThat(queue.next(List.of(node("n", List.of("cpu"), A)))).isEmpty();
        assertThat(next(node("n", List.of("cpu")))).isEqualTo(A);
    }

    @Test
    void aRunWaitsOnlyOnce() {
        queue.add(A, List.of("cpu"), 0);
        queue.add(A, List.of("cpu"), 0);
        Node node = node("n", List.of("cpu", "cuda:0"));
        assertThat(next(node)).isEqualTo(A);
        queue.remove(A);
        assertThat(queue.next(List.of(node))).isEmpty();
    }

    @Test
    void aHigherPriorityGoesBeforeWhoeverWaitsLonger() {
        queue.add(A, List.of("cpu"), 0);
        queue.add(B, List.of("cpu"), 5);
        queue.addFirst(C, List.of("cpu"), 0);
        assertThat(queue.waiting()).containsExactly(B, C, A);
        queue.addFirst(A, List.of("cpu"), 5);
        assertThat(queue.waiting()).containsExactly(A, B, C);
        assertThat(next(node("n", List.of("cpu")))).isEqualTo(A);
    }

    @Test
    void aRunTakesTheFirstOfItsDevicesThatIsFree() {
        Node node = node("n", List.of("cuda:0", "cuda:1"));
        queue.add(A, List.of("cuda:0"), 0);
        assertThat(next(node)).isEqualTo(A);
        queue.add(B, List.of("cuda:0", "cuda:1"), 0);
        assertThat(queue.next(List.of(node)).map(Placement::device)).contains("cuda:1");
        queue.add(C, List.of("cuda:5", "cuda:6"), 0);
        assertThat(queue.hopeless(List.of(node))).isEqualTo(Map.of(C, "cuda:5 or cuda:6"));
    }
}
