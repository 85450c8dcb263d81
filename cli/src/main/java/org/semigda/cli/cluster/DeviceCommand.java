package org.semigda.cli.cluster;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Interrupts;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Version;
import org.semigda.cli.machine.Machine;
import org.semigda.cli.machine.NodeGauge;
import org.semigda.conf.UserError;
import org.semigda.protocol.JsonCodec;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.semigda.worker.NodeSettings;
import org.semigda.worker.WorkerNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code device}: the process of one device. {@code serve} and {@code worker} start it; nobody else needs it. */
@Command(name = "device", hidden = true, description = "The process of one device, as serve and worker start it.")
public final class DeviceCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceCommand.class);
    private static final long BEAT_MILLIS = 2_000;
    private static final int PATIENCE_SECONDS = 60;
    private static final int END_SECONDS = 15;
    /** What a full Java heap ends with too ({@code ExitOnOutOfMemoryError}). */
    private static final int STUCK = 3;

    private final Terminal terminal;

    @Option(names = "--list", description = "Only print the devices of this machine.")
    private boolean list;

    @Option(names = "--node", description = "Name of the node.")
    private String node = "";

    @Option(names = "--device", description = "The device.")
    private String device = "cpu";

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--join", description = "HOST:PORT of the orchestrator's cluster.")
    private String join = "";

    @Option(names = "--bind", description = "Address to listen on.")
    private String bind = Ports.LOOPBACK;

    @Option(names = "--publish", description = "Address that others reach this machine under.")
    private Optional<String> publish = Optional.empty();

    @Option(names = "--cluster-secret", description = "File with the cluster's secret.")
    private Optional<Path> secret = Optional.empty();

    @Option(names = "--label", description = "A word by which runs choose nodes.")
    private List<String> labels = List.of();

    @Option(names = "--attached", description = "The parent is the orchestrator.")
    private boolean attached;

    public DeviceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            TorchNatives.load(NativeLimits.defaults()).devices().forEach(terminal.out()::println);
            return 0;
        }
        Path folder = home.resolve();
        Logging.toFile(folder.resolve("logs").resolve(node + ".log"));
        JoinAddress address = JoinAddress.parse(join);
        ClusterMember.Door door = new ClusterMember.Door(
                address.host(), address.port(), bind, publish, ClusterSecret.of(folder, secret), Version.current());
        // A Ctrl-C in the terminal reaches the whole family; the parent decides, and closes our standard input.
        try (Interrupts ignored = Interrupts.take(() -> {})) {
            Vertx work = Vertx.vertx();
            JsonCodec.registerAll(work.eventBus());
            TorchNatives.load(NativeLimits.defaults()); // takes seconds, in which a node would not renew its lease
            ClusterUplink uplink = ClusterUplink.open(work, door);
            NodeSettings settings = settings(folder);
            NodeGauge gauge = new NodeGauge(settings.devices());
            WorkerNode worker =
                    await(WorkerNode.deploy(work, uplink, settings, Clock.systemUTC(), gauge, DeviceCommand::giveUp)
                            .toCompletionStage()
                            .toCompletableFuture());
            say(DeviceSupervisor.READY);
            work.setPeriodic(BEAT_MILLIS, beat -> say(DeviceSupervisor.BEAT));
            awaitEndOfInput();
            LOG.info("the parent has ended or wants an end");
            endInTime();
            // First: several devices end at the same time, and that one misses another is no news then.
            uplink.close();
            await(worker.close().toCompletionStage().toCompletableFuture());
            await(work.close().toCompletionStage().toCompletableFuture());
        }
        return 0;
    }

    private NodeSettings settings(Path folder) {
        String incarnation = ProcessHandle.current().pid() + "-"
                + ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(Object::toString)
                        .orElse("0");
        return new NodeSettings(
                node,
                incarnation,
                Machine.name(),
                publish.orElse(bind),
                List.of(device),
                labels,
                Version.current(),
                attached,
                folder);
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // The parent says nothing.
            }
        } catch (IOException e) {
            LOG.info("standard input is broken, which counts as its end: {}", e.getMessage());
        }
    }

    /** The device does not come to rest: only the end of the process frees it. The supervisor starts a new one. */
    private static void giveUp() {
        LOG.error("the device does not come to rest; its process ends");
        Runtime.getRuntime().halt(STUCK);
    }

    private static void endInTime() {
        Thread guard = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(END_SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(STUCK);
                },
                "semigda-end");
        guard.setDaemon(true);
        guard.start();
    }

    private static <T> T await(java.util.concurrent.CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " s", e);
        }
    }
}
