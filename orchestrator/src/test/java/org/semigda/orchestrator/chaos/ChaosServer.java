package org.semigda.orchestrator.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.orchestrator.Timing;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.orchestrator.datasets.DataFingerprint;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunId;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/** An orchestrator in a process of its own, to be killed: with an HTTP server and nodes that pretend to train. */
public final class ChaosServer {

    private static final String NODE = "n";
    private static final int DEVICES = 4;

    /** A run that pretends. */
    private static final class Worker {
        private final WorkerCommand.Launch launch;
        private long seq;
        private long step;
        private boolean paused;

        Worker(WorkerCommand.Launch launch) {
            this.launch = launch;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Map<RunId, Worker> workers = new HashMap<>();
    private final Random random = new Random();

    private ChaosServer() {}

    /** Serves a home until it is killed; prints the port. */
    public static void main(String[] arguments) throws Exception {
        new ChaosServer().serve(Path.of(arguments[0]));
    }

    private void serve(Path home) throws Exception {
        JsonCodec.registerAll(vertx.eventBus());
        Timing timing =
                new Timing(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(1));
        Orchestrator orchestrator = Orchestrator.deploy(
                        vertx, OrchestratorSettings.of(home), Clock.systemUTC(), random, timing, DataFingerprint.NONE)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Router root = Router.router(vertx);
        root.route(ApiRoutes.BASE + "/*").subRouter(orchestrator.api());
        int port = vertx.createHttpServer()
                .requestHandler(root)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        vertx.runOnContext(now -> startNode());
        System.out.println("port " + port);
        System.out.flush();
    }

    private void startNode() {
        for (int device = 0; device < DEVICES; device++) {
            vertx.eventBus().<WorkerCommand>consumer(Addresses.node(NODE + device), this::take);
            NodeMessage announce =
                    new NodeMessage.Announce(NODE + device, "1", "host", List.of("cpu"), List.of(), "0.1.0", true);
            vertx.eventBus().request(Addresses.NODES, announce);
        }
        vertx.setPeriodic(300, tick -> {
            for (int device = 0; device < DEVICES; device++) {
                String address = Addresses.node(NODE + device);
                List<NodeMessage.Work> mine = workers.values().stream()
                        .filter(worker -> address.equals(nodeOf.get(worker.launch.run())))
                        .map(worker -> new NodeMessage.Work(
                                worker.launch.run(), worker.launch.attempt(), 0, "cpu", worker.step, 0, 0, 0))
                        .toList();
                vertx.eventBus().request(Addresses.NODES, new NodeMessage.Heartbeat(NODE + device, "1", mine));
            }
        });
        vertx.setPeriodic(10, tick -> List.copyOf(workers.values()).forEach(this::train));
    }

    private final Map<RunId, String> nodeOf = new HashMap<>();

    private void take(Message<WorkerCommand> message) {
        WorkerCommand command = message.body();
        if (command instanceof WorkerCommand.Launch launch) {
            Worker worker = new Worker(launch);
            workers.put(launch.run(), worker);
            nodeOf.put(launch.run(), message.address());
            message.reply(true);
            say(worker, new RunEvent.State(RunState.RUNNING));
            return;
        }
        Worker worker = workers.get(command.run());
        if (worker == null || worker.launch.attempt() != command.attempt()) {
            message.fail(404, "no such attempt");
            return;
        }
        message.reply(true);
        if (command instanceof WorkerCommand.Abandon) {
            workers.remove(command.run());
        } else if (command instanceof WorkerCommand.Stop) {
            end(worker, RunState.STOPPED);
        } else if (command instanceof WorkerCommand.Pause && !worker.paused) {
            worker.paused = true;
            say(worker, new RunEvent.State(RunState.PAUSED));
        } else if (command instanceof WorkerCommand.Continue && worker.paused) {
            worker.paused = false;
            say(worker, new RunEvent.State(RunState.RUNNING));
        }
    }

    private void train(Worker worker) {
        if (worker.paused) {
            return;
        }
        worker.step++;
        say(worker, new RunEvent.Metrics(2, worker.step, Map.of("loss/total", 1.0 / worker.step)));
        if (random.nextInt(400) == 0) {
            end(worker, RunState.COMPLETED);
        }
    }

    private void end(Worker worker, RunState state) {
        workers.remove(worker.launch.run());
        say(worker, new RunEvent.State(state));
    }

    private void say(Worker worker, RunEvent.Body body) {
        worker.seq++;
        RunEvent event = new RunEvent(
                worker.launch.run(), worker.launch.attempt(), worker.seq, System.currentTimeMillis(), body);
        vertx.eventBus().request(Addresses.RUN_EVENTS, event);
    }
}
