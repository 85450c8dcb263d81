package org.semigda.cli.cluster;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Interrupts;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Version;
import org.semigda.cli.machine.Machine;
import org.semigda.conf.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code worker}: this machine's devices train for the orchestrator of another machine. */
@Command(
        name = "worker",
        description = "Let this machine's devices train for a 'semigda serve' elsewhere, until Ctrl-C.")
public final class JoinCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--join",
            required = true,
            paramLabel = "HOST:PORT",
            description = "The cluster to join, as 'semigda serve' prints it.")
    private String join = "";

    @Option(
            names = "--devices",
            paramLabel = "LIST",
            defaultValue = "all",
            description = "Devices to offer, such as cpu or cuda:0,cuda:1. Default: ${DEFAULT-VALUE}.")
    private String devices = "all";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address of this machine to listen on. Default: the one that leads to HOST.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--publish",
            paramLabel = "ADDRESS",
            description = "Address that the others reach this machine under, if that is another one.")
    private Optional<String> publish = Optional.empty();

    @Option(
            names = "--cluster-secret",
            paramLabel = "FILE",
            description = "A copy of the server's HOME/cluster-secret. Default: HOME/cluster-secret of this machine.")
    private Optional<Path> secret = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of this machine in the cluster. Default: its own and the number of this process.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--label",
            paramLabel = "WORD",
            description = "A word by which runs choose nodes (queue.labels); may be repeated.")
    private List<String> labels = List.of();

    @Mixin
    private HomeOption home = new HomeOption();

    public JoinCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        JoinAddress address = JoinAddress.parse(join);
        Path folder = home.resolve();
        requireLabels();
        if (name.isPresent() && !name.get().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw new UserError("--name " + name.get() + " is no word of letters, digits and ._-");
        }
        ClusterSecret word = ClusterSecret.of(folder, secret);
        String bind = host.orElseGet(() -> addressTowards(address));
        requireOwn(bind);
        new ClusterMember.Door(address.host(), address.port(), bind, publish, word, Version.current()).knock();
        Logging.toFile(folder.resolve("logs").resolve("worker.log"));
        String machine = name.orElseGet(
                () -> Machine.name() + "-" + ProcessHandle.current().pid());
        DeviceProcesses.Family family = new DeviceProcesses.Family(
                machine,
                Machine.devices(devices, folder.resolve("logs")),
                folder,
                address,
                bind,
                publish,
                secret,
                labels,
                false);
        if (family.devices().isEmpty()) {
            throw new UserError("--devices none leaves nothing to train on");
        }
        try (Interrupts interrupts = Interrupts.take(() -> {});
                DeviceProcesses processes = DeviceProcesses.start(family)) {
            CompletableFuture<Void> all = CompletableFuture.allOf(processes.supervisors().stream()
                    .map(DeviceSupervisor::ready)
                    .toArray(CompletableFuture[]::new));
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(
                    () -> {
                        try {
                            interrupts.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    task -> {
                        Thread thread = new Thread(task, "semigda-interrupts");
                        thread.setDaemon(true);
                        thread.start();
                    });
            CompletableFuture.anyOf(all, stopped).get();
            if (!stopped.isDone()) {
                terminal.out().println(machine + " offers " + String.join(",", family.devices()) + " to " + join);
                terminal.out().flush();
                interrupts.await();
            }
            terminal.err().println("ending");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
        return 0;
    }

    private void requireLabels() {
        for (String label : labels) {
            if (!label.matches("[A-Za-z0-9][A-Za-z0-9._=-]{0,62}")) {
                throw new UserError("--label " + label + " is no word of letters, digits and ._=-");
            }
        }
    }

    private static String addressTowards(JoinAddress address) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress target = InetAddress.getByName(address.host());
            socket.connect(new InetSocketAddress(target, address.port())); // sends nothing
            return socket.getLocalAddress().getHostAddress();
        } catch (UnknownHostException e) {
            throw new UserError("--join " + address.host() + " is no machine that is known here", e);
        } catch (SocketException e) {
            throw new UserError("no way leads to " + address.host() + " (" + e.getMessage() + ")", e);
        }
    }

    private static void requireOwn(String bind) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), 0));
        } catch (IOException e) {
            throw new UserError(
                    "--host " + bind + " is no address of this machine (" + e.getMessage()
                            + "); --publish names one that only others see",
                    e);
        }
    }
}
