package org.semigda.orchestrator.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.Queueing;
import org.semigda.protocol.RunId;

class RunQueueTest {

    private static final RunId A = new RunId("a");
    private static final RunId B = new RunId("b");
    private static final RunId C = new RunId("c");

    private final RunQueue queue = new RunQueue();

    private static Node node(String name, List<String> devices, RunId... runs) {
        return node(name, devices, List.of(), runs);
    }

    private static Node node(String name, List<String> devices, List<String> labels, RunId... runs) {
        return Node.announced(
                new NodeMessage.Announce(name, "1", "host", devices, labels, "0.1.0", false),
                Arrays.stream(runs)
                        .map(run -> new NodeMessage.Work(run, 1, 0, "cpu", 0, 0, 0, 0))
                        .toList(),
                0);
    }

    private RunId next(Node... nodes) {
        return queue.next(List.of(nodes), 0).map(Placement::run).orElse(new RunId("none"));
    }

    @Test
    void firstComeFirstServedOnePerDevice() {
        queue.add(A, Demand.anyOf(List.of("cpu"), 0), 0);
        queue.add(B, Demand.anyOf(List.of("cpu"), 0), 0);
        Node node = node("n", List.of("cpu"));
        assertThat(queue.next(List.of(node), 0)).contains(Placement.alone(A, "n", "cpu"));
        assertThat(queue.next(List.of(node), 0)).isEmpty();
        queue.remove(A);
        assertThat(next(node)).isEqualTo(B);
    }

    @Test
    void aRunThatLostItsDeviceGoesFirst() {
        queue.add(A, Demand.anyOf(List.of("cpu"), 0), 0);
        queue.addFirst(B, Demand.anyOf(List.of("cpu"), 0), 0);
        assertThat(next(node("n", List.of("cpu")))).isEqualTo(B);
    }

    @Test
    void aRunWhoseDeviceIsThereDoesNotWaitForOneWhoseIsNot() {
        queue.add(A, Demand.anyOf(List.of("cuda:0"), 0), 0);
        queue.add(B, Demand.anyOf(List.of("cpu"), 0), 0);
        Node node = node("n", List.of("cpu"));
        assertThat(next(node)).isEqualTo(B);
        assertThat(queue.hopeless(List.of(node))).isEqualTo(Map.of(A, "cuda:0"));
        assertThat(next(node("g", List.of("cpu", "cuda:0")))).isEqualTo(A);
    }

    @Test
    void aNodeWithALeftoverWorkerGetsNothing() {
        queue.add(A, Demand.anyOf(List.of("cpu"), 0), 0);
        assertThat(queue.next(List.of(node("n", List.of("cpu"), C)), 0)).isEmpty();
        assertThat(queue.next(List.of(node("n", List.of("cpu"), A)), 0)).isEmpty();
        assertThat(next(node("n", List.of("cpu")))).isEqualTo(A);
    }

    @Test
    void aRunWaitsOnlyOnce() {
        queue.add(A, Demand.anyOf(List.of("cpu"), 0), 0);
        queue.add(A, Demand.anyOf(List.of("cpu"), 0), 0);
        Node node = node("n", List.of("cpu", "cuda:0"));
        assertThat(next(node)).isEqualTo(A);
        queue.remove(A);
        assertThat(queue.next(List.of(node), 0)).isEmpty();
    }

    @Test
    void aHigherPriorityGoesBeforeWhoeverWaitsLonger() {
        queue.add(A, Demand.anyOf(List.of("cpu"), 0), 0);
        queue.add(B, Demand.anyOf(List.of("cpu"), 5), 0);
        queue.addFirst(C, Demand.anyOf(List.of("cpu"), 0), 0);
        assertThat(queue.waiting()).containsExactly(B, C, A);
        queue.addFirst(A, Demand.anyOf(List.of("cpu"), 5), 0);
        assertThat(queue.waiting()).containsExactly(A, B, C);
        assertThat(next(node("n", List.of("cpu")))).isEqualTo(A);
    }

    @Test
    void aRunTakesTheFirstOfItsDevicesThatIsFree() {
        Node node = node("n", List.of("cuda:0", "cuda:1"));
        queue.add(A, Demand.anyOf(List.of("cuda:0"), 0), 0);
        assertThat(next(node)).isEqualTo(A);
        queue.add(B, Demand.anyOf(List.of("cuda:0", "cuda:1"), 0), 0);
        assertThat(queue.next(List.of(node), 0).map(p -> p.first().device())).contains("cuda:1");
        queue.add(C, Demand.anyOf(List.of("cuda:5", "cuda:6"), 0), 0);
        assertThat(queue.hopeless(List.of(node))).isEqualTo(Map.of(C, "cuda:5 or cuda:6"));
    }

    private static Demand demand(String devices, String least, String wait, String... labels) {
        Queueing queue = new Queueing(0, List.of(), 3, 0, List.of(labels));
        return Demand.of(queue, Map.of("devices", devices, "elastic.min", least, "elastic.wait", wait));
    }

    private List<String> where(long now, Node... nodes) {
        return queue.next(List.of(nodes), now)
                .map(p -> p.members().stream()
                        .map(m -> m.rank() + ":" + m.node() + "/" + m.device())
                        .toList())
                .orElse(List.of());
    }

    @Test
    void aRunOnSeveralDevicesTakesThemWhereverTheyAreAndAllAtOnce() {
        queue.add(A, demand("2", "2", "0"), 0);
        Node one = node("n1", List.of("cpu"));
        assertThat(where(0, one)).isEmpty();
        assertThat(where(0, one, node("n2", List.of("cpu")))).containsExactly("0:n1/cpu", "1:n2/cpu");
        queue.add(B, demand("cuda:0,cuda:1", "2", "0"), 0);
        assertThat(where(0, node("g", List.of("cpu", "cuda:0", "cuda:1")))).containsExactly("0:g/cuda:0", "1:g/cuda:1");
    }

    @Test
    void aCountTakesCudaDevicesBeforeCpusAndDoesNotMixThem() {
        queue.add(A, demand("2", "2", "0"), 0);
        assertThat(where(0, node("g", List.of("cpu", "cuda:0")))).isEmpty();
        assertThat(where(0, node("g", List.of("cpu", "cuda:0", "cuda:1")))).containsExactly("0:g/cuda:0", "1:g/cuda:1");
    }

    @Test
    void cudaWithoutANumberIsAnyCudaDevice() {
        queue.add(A, demand("cuda", "1", "0"), 0);
        assertThat(where(0, node("n", List.of("cpu")))).isEmpty();
        assertThat(where(0, node("g", List.of("cpu", "cuda:3")))).containsExactly("0:g/cuda:3");
    }

    @Test
    void anElasticRunStartsOnFewerDevicesOnceItHasWaited() {
        queue.add(A, demand("3", "2", "20"), 1000);
        Node[] two = {node("n1", List.of("cpu")), node("n2", List.of("cpu"))};
        assertThat(where(20_999, two)).isEmpty();
        assertThat(where(21_000, two[0])).as("fewer than elastic.min").isEmpty();
        assertThat(where(21_000, two)).containsExactly("0:n1/cpu", "1:n2/cpu");
    }

    @Test
    void aRunGoesOnlyToNodesWithAllItsLabels() {
        queue.add(A, demand("cpu", "1", "0", "fast", "blue"), 0);
        Node half = node("n1", List.of("cpu"), List.of("fast"));
        assertThat(where(0, half)).isEmpty();
        assertThat(queue.hopeless(List.of(half))).isEqualTo(Map.of(A, "cpu on a node labelled fast, blue"));
        assertThat(where(0, half, node("n2", List.of("cpu"), List.of("blue", "fast"))))
                .containsExactly("0:n2/cpu");
    }

    @Test
    void aWorkerThatOutlivedItsOrchestratorKeepsItsDevice() {
        queue.adopt(A, 1, "n2", "cpu", 5);
        queue.adopt(A, 0, "n1", "cpu", 6);
        queue.add(B, demand("cpu", "1", "0"), 0);
        assertThat(where(0, node("n1", List.of("cpu"), List.of(), A))).isEmpty();
        assertThat(queue.placement(A)).map(p -> p.first().node()).contains("n1");
    }
}
