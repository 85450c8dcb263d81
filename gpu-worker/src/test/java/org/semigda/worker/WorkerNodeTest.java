package org.semigda.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.semigda.worker.TinyTraining.RUN;
import static org.semigda.worker.TinyTraining.await;
import static org.semigda.worker.TinyTraining.awaitCondition;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.WorkerCommand;

/** A node with a real, tiny run: what the orchestrator hears of an attempt that ends before its time. */
@Timeout(300)
class WorkerNodeTest {

    private static final String NODE = "a";
    private static final int STEPS = 4 + 2 + 400;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<RunEvent.Body> said = new LinkedBlockingQueue<>();
    private final AtomicBoolean stuck = new AtomicBoolean();
    private volatile List<NodeMessage.Work> work = List.of();

    @SuppressWarnings("NullAway.Init") // set before each test
    private WorkerNode node;

    @BeforeEach
    void a_node_that_trains() throws Exception {
        JsonCodec.registerAll(vertx.eventBus());
        NodeSettings settings = new NodeSettings(
                NODE, "1", "here", "127.0.0.1", List.of("cpu"), List.of(), "test", false, folder.resolve("home"));
        node = await(WorkerNode.deploy(
                vertx,
                new Orchestrator(),
                settings,
                Clock.systemUTC(),
                () -> NodeMessage.Load.UNKNOWN,
                () -> stuck.set(true)));
        RunSpec spec = TinyTraining.spec(folder, Map.of("stage2.steps", "400", "checkpoint.every", "3"));
        WorkerCommand.Launch launch = new WorkerCommand.Launch(
                RUN, 1, spec, folder.resolve("run").toString(), "cpu", false, WorkerCommand.Group.ALONE, Transfer.NONE);
        await(vertx.eventBus().<Object>request(Addresses.node(NODE), launch));
        awaitCondition(() -> said.stream().anyMatch(body -> body instanceof RunEvent.Metrics m && m.step() >= 7));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void an_attempt_whose_node_is_taken_down_has_not_failed() throws Exception {
        await(node.close());
        requireNoEnd();
    }

    @Test
    void an_attempt_whose_process_ends_has_not_failed() throws Exception {
        await(vertx.close());
        requireNoEnd();
    }

    @Test
    void an_attempt_that_is_given_up_comes_to_rest_and_its_device_is_free() throws Exception {
        awaitCondition(() -> work.size() == 1);
        await(vertx.eventBus().<Object>request(Addresses.node(NODE), new WorkerCommand.Abandon(RUN, 1)));
        awaitCondition(() -> work.isEmpty());
        requireNoEnd();
        assertThat(stuck).as("a device that does not come to rest").isFalse();
    }

    private void requireNoEnd() {
        assertThat(said)
                .noneMatch(RunEvent.Failed.class::isInstance)
                .noneMatch(body -> body instanceof RunEvent.State state && state.state() != RunState.RUNNING)
                .noneMatch(body -> body instanceof RunEvent.Metrics m && m.step() == STEPS);
    }

    /** Stores every event and knows the node. Does not go down with it. */
    private final class Orchestrator implements Uplink {

        @Override
        @SuppressWarnings("unchecked")
        public <T> Future<T> request(String address, Object message, DeliveryOptions options) {
            if (message instanceof NodeMessage) {
                work = message instanceof NodeMessage.Heartbeat beat ? beat.work() : work;
                return Future.succeededFuture((T) new NodeMessage.Ack(true));
            }
            said.addAll(TinyTraining.bodies(message));
            return Future.succeededFuture((T) Boolean.TRUE);
        }

        @Override
        public <T> Future<Void> listen(String address, Handler<Message<T>> handler) {
            return Uplink.of(vertx).listen(address, handler);
        }
    }
}
