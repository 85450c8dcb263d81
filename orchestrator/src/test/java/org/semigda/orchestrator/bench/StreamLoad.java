package org.semigda.orchestrator.bench;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.semigda.orchestrator.Orchestrator;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.protocol.Addresses;
import org.semigda.protocol.JsonCodec;
import org.semigda.protocol.NodeMessage;
import org.semigda.protocol.RunEvent;
import org.semigda.protocol.RunSpec;
import org.semigda.protocol.RunState;
import org.semigda.protocol.WorkerCommand;

/**
 * Clients that follow one run's events while they come: {@code StreamLoad CLIENTS EVENTS_PER_SECOND SECONDS}. Every tenth
 * client never reads. Prints whether each reader got every event once, how long an event takes to be stored, and the heap.
 */
public final class StreamLoad {

    private StreamLoad() {}

    /** 200 clients, 50 events a second, 20 s unless said otherwise. */
    public static void main(String[] arguments) throws Exception {
        int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        Path home = Files.createTempDirectory("semigda-streams");
        Path data = Files.createDirectories(home.resolve("data"));
        Vertx vertx = Vertx.vertx();
        JsonCodec.registerAll(vertx.eventBus());
        Orchestrator orchestrator = Orchestrator.deploy(
                        vertx, OrchestratorSettings.of(home), Clock.systemUTC(), new Random(1))
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        Router root = Router.router(vertx);
        root.route(ApiRoutes.BASE + "/*").subRouter(orchestrator.api());
        int port = vertx.createHttpServer()
                .requestHandler(root)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        WorkerCommand.Launch run = launch(vertx, orchestrator, data);
        double alone = publish(vertx, run, 1, rate * 5, rate);
        int total = rate * 5 + rate * seconds;

        AtomicInteger wrong = new AtomicInteger();
        List<Thread> readers = new ArrayList<>();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream()
                    .write(("GET /api/v1/runs/" + run.run() + "/events HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (i % 10 == 9) {
                idle.add(socket);
                continue;
            }
            Thread reader = new Thread(() -> wrong.addAndGet(read(socket, total + 1) ? 0 : 1));
            reader.start();
            readers.add(reader);
        }
        double watched = publish(vertx, run, rate * 5 + 1, rate * seconds, rate);
        for (Thread reader : readers) {
            reader.join(60_000);
        }
        System.gc();
        long heap = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
        System.out.printf(
                Locale.ROOT,
                "%d clients (%d never read), %d events/s for %d s: %d readers missed or repeated something;"
                        + " median time to store an event %.2f ms (alone %.2f ms); heap in use %d MiB%n",
                clients,
                idle.size(),
                rate,
                seconds,
                wrong.get(),
                watched,
                alone,
                heap);
        for (Socket socket : idle) {
            socket.close();
        }
        orchestrator.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        System.exit(wrong.get() == 0 ? 0 : 1);
    }

    private static WorkerCommand.Launch launch(Vertx vertx, Orchestrator orchestrator, Path data) throws Exception {
        BlockingQueue<WorkerCommand.Launch> launches = new LinkedBlockingQueue<>();
        vertx.eventBus().consumer(Addresses.node("n"), (Message<WorkerCommand> message) -> {
            message.reply(true);
            if (message.body() instanceof WorkerCommand.Launch launch) {
                launches.add(launch);
            }
        });
        vertx.eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Announce("n", "1", "host", List.of("cpu"), List.of(), "0.1.0", true));
        orchestrator.submit(new RunSpec(RunSpec.VERSION, "load", data.toString(), "demo", Map.of()));
        WorkerCommand.Launch launch = launches.take();
        vertx.setPeriodic(1000, tick -> vertx.eventBus()
                .request(
                        Addresses.NODES,
                        new NodeMessage.Heartbeat(
                                "n", "1", List.of(new NodeMessage.Work(launch.run(), 1, 0, "cpu", 1, 0, 0, 0)))));
        RunEvent first = new RunEvent(launch.run(), 1, 1, 0, new RunEvent.State(RunState.RUNNING));
        vertx.eventBus()
                .request(Addresses.RUN_EVENTS, first)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        return launch;
    }

    /** Says so many events at a steady rate; the median of the milliseconds each took to be acknowledged. */
    private static double publish(Vertx vertx, WorkerCommand.Launch run, int first, int count, int rate)
            throws Exception {
        double[] millis = new double[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                Thread.sleep(1);
            }
            int step = first + i;
            var body = new RunEvent.Metrics(2, step, Map.of("loss/total", 1.0 / step, "lr", 1e-4, "lambda_u", 0.1));
            long sent = System.nanoTime();
            vertx.eventBus()
                    .request(Addresses.RUN_EVENTS, new RunEvent(run.run(), 1, step + 1, step, body))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            millis[i] = (System.nanoTime() - sent) / 1e6;
        }
        Arrays.sort(millis);
        return millis[count / 2];
    }

    private static boolean read(Socket socket, int last) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(30_000);
            int expected = 1;
            while (expected <= last) {
                String line = lines.readLine();
                if (line == null) {
                    return false;
                }
                if (line.startsWith("id: ") && Integer.parseInt(line.substring(4)) != expected++) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
