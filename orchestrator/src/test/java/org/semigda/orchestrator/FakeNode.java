package org.semigda.orchestrator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** A node on the bus that takes commands and says what a test tells it to say. */
final class FakeNode {

    private final Vertx vertx;
    private final String name;
    private final BlockingQueue<WorkerCommand> commands = new LinkedBlockingQueue<>();
    private final Map<RunId, Integer> workers = new ConcurrentHashMap<>();
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final MessageConsumer<WorkerCommand> consumer;
    private long timer;
    private final Map<RunId, Integer> ranks = new ConcurrentHashMap<>();
    private volatile String refusal = "";
    private volatile String incarnation = "1";
    private volatile boolean attached = true;
    private volatile long idleMillis;

    private FakeNode(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
        this.consumer = vertx.eventBus().consumer(Addresses.node(name), this::take);
    }

    static FakeNode start(Vertx vertx, String name) {
        FakeNode node = new FakeNode(vertx, name);
        Await.result(node.consumer.completion());
        node.announce();
        return node.beating();
    }

    /** A node that has a worker already and does not know yet that the orchestrator is a new one. */
    static FakeNode startBusy(Vertx vertx, String name, WorkerCommand.Launch with) {
        FakeNode node = new FakeNode(vertx, name);
        node.workers.put(with.run(), with.attempt());
        Await.result(node.consumer.completion());
        return node.beating();
    }

    private FakeNode beating() {
        timer = vertx.setPeriodic(50, tick -> beat());
        return this;
    }

    void announce() {
        Await.result(vertx.eventBus().request(Addresses.NODES, announcement()));
    }

    private NodeMessage.Announce announcement() {
        return new NodeMessage.Announce(
                name, incarnation, "host-" + name, List.of("cpu"), List.of(), "0.1.0", attached);
    }

    /** Its process is another one from now on, which has no workers. */
    void startAgain() {
        incarnation = incarnation + "+";
        workers.clear();
    }

    /** The node would outlive the orchestrator. */
    FakeNode detached() {
        attached = false;
        announce();
        return this;
    }

    /** The node beats only when told to. */
    FakeNode quiet() {
        vertx.cancelTimer(timer);
        return this;
    }

    void beat() {
        NodeMessage.Heartbeat beat = new NodeMessage.Heartbeat(
                name,
                incarnation,
                workers.entrySet().stream()
                        .map(worker -> work(worker.getKey(), worker.getValue()))
                        .toList());
        vertx.eventBus().<NodeMessage.Ack>request(Addresses.NODES, beat).onSuccess(answer -> {
            if (!answer.body().known()) {
                vertx.eventBus().request(Addresses.NODES, announcement());
            }
        });
    }

    private NodeMessage.Work work(RunId run, int attempt) {
        return new NodeMessage.Work(run, attempt, ranks.getOrDefault(run, 0), "cpu", 7, idleMillis, 10, 10);
    }

    /** What the workers get done from now on: nothing since so long. */
    void idleFor(long millis) {
        idleMillis = millis;
    }

    private void take(Message<WorkerCommand> message) {
        WorkerCommand command = message.body();
        if (!refusal.isEmpty()) {
            message.fail(1, refusal);
            return;
        }
        commands.add(command);
        if (command instanceof WorkerCommand.Launch launch) {
            workers.put(command.run(), command.attempt());
            ranks.put(command.run(), launch.group().rank());
            message.reply(launch.group().size() > 1 ? "rendezvous-of-" + name : "");
            return;
        }
        message.reply(true);
    }

    void refuses(String why) {
        refusal = why;
    }

    /** The node is gone, as after a power cut: no word, no answer. */
    void die() {
        vertx.cancelTimer(timer);
        Await.result(consumer.unregister());
    }

    /** The node forgets its workers, as after a restart of its process. */
    void forgetWorkers() {
        workers.clear();
    }

    <T extends WorkerCommand> T next(Class<T> type) {
        try {
            WorkerCommand command = commands.poll(60, TimeUnit.SECONDS);
            if (command == null) {
                throw new AssertionError("no " + type.getSimpleName() + " came to node " + name);
            }
            return type.cast(command);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next launch; repeated stops before it are passed over. */
    WorkerCommand.Launch nextLaunch() {
        WorkerCommand command = next(WorkerCommand.class);
        while (!(command instanceof WorkerCommand.Launch)) {
            command = next(WorkerCommand.class);
        }
        return (WorkerCommand.Launch) command;
    }

    boolean hasNoCommand() {
        return commands.isEmpty();
    }

    /** Says the next thing about an attempt and waits until it is stored. */
    void say(WorkerCommand about, RunEvent.Body body) {
        long seq = numbers.merge(about.run() + "/" + about.attempt(), 1L, Long::sum);
        boolean end = body instanceof RunEvent.State state && state.state().ended();
        if (end || body instanceof RunEvent.Failed) {
            workers.remove(about.run());
        }
        Await.result(send(new RunEvent(about.run(), about.attempt(), seq, 1000 + seq, body)));
    }

    void say(WorkerCommand about, RunState state) {
        say(about, new RunEvent.State(state));
    }

    /** Sends an event as it is. */
    Future<Object> send(RunEvent event) {
        return vertx.eventBus()
                .request(Addresses.RUN_EVENTS, event, new DeliveryOptions())
                .map(Message::body);
    }

    /** Says for an attempt what the one before may not have got across. */
    Future<Object> repeat(WorkerCommand by, RunEvent event) {
        DeliveryOptions options = new DeliveryOptions().addHeader(Addresses.SPEAKER, "" + by.attempt());
        return vertx.eventBus().request(Addresses.RUN_EVENTS, event, options).map(Message::body);
    }

    /** The next thing said about an attempt has this number. */
    FakeNode numbersFrom(WorkerCommand about, long next) {
        numbers.put(about.run() + "/" + about.attempt(), next - 1);
        return this;
    }
}
