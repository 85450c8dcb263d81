package org.semigda.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.cluster.ClusterSettings;
import org.semigda.cli.console.DatabaseOptions;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Interrupts;
import org.semigda.cli.console.Logging;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.OrchestratorSettings;
import org.semigda.orchestrator.access.TokenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: orchestrator, page and a worker process for each device of this machine, over a clustered event bus. */
@Command(name = "serve", description = "Serve the page and the API, and train what is submitted, until Ctrl-C.")
public final class ServeCommand implements Callable<Integer> {

    private static final int SHORTEST_TOKEN = 16;

    private final Terminal terminal;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = Ports.LOOPBACK,
            description = "Address to listen on; anything but loopback needs --token-file. Default: ${DEFAULT-VALUE}.")
    private String host = Ports.LOOPBACK;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "A Hazelcast configuration instead of ours (loopback).")
    private Optional<Path> cluster = Optional.empty();

    @Option(
            names = "--cluster-secret",
            paramLabel = "FILE",
            description =
                    "A file with the word that lets other processes into the cluster. Default: HOME/cluster-secret.")
    private Optional<Path> clusterSecret = Optional.empty();

    @Option(
            names = "--devices",
            paramLabel = "LIST",
            defaultValue = "all",
            description =
                    "Devices of this machine to train on, such as cpu or cuda:0,cuda:1; none leaves that to workers."
                            + " Each has a process of its own. Default: ${DEFAULT-VALUE}.")
    private String devices = "all";

    @Option(
            names = "--cluster-host",
            paramLabel = "ADDRESS",
            defaultValue = Ports.LOOPBACK,
            description = "Address of this machine where workers of others join. Default: ${DEFAULT-VALUE}, for none.")
    private String clusterHost = Ports.LOOPBACK;

    @Option(
            names = "--cluster-port",
            paramLabel = "N",
            description = "Port where workers join. Default: the first free one from 5701 on.")
    private Optional<Integer> clusterPort = Optional.empty();

    @Option(
            names = "--cluster-publish",
            paramLabel = "ADDRESS",
            description = "Address that workers reach this machine under, if that is another one.")
    private Optional<String> clusterPublish = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file with the token every caller must bring.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "A folder under which every caller may name data; may be repeated.")
    private List<Path> dataRoots = List.of();

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain (PEM); serves https.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Key of the certificate (PEM, PKCS 8).")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--json-logs", description = "Write the log file as one JSON document a line.")
    private boolean jsonLogs;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    public ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> token = tokenFile.map(ServeCommand::token);
        Path folder = home.resolve();
        if (token.isEmpty() && !HttpGuard.isLoopback(host) && !hasTokens(folder)) {
            throw new UserError("--host " + host + " lets other machines in; give --token-file too, make a token with"
                    + " 'semigda token create', or listen on " + Ports.LOOPBACK);
        }
        cluster.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new UserError("--cluster " + file + " cannot be read");
        });
        Path log = folder.resolve("logs").resolve(jsonLogs ? "semigda.jsonl" : "semigda.log");
        Logging.toFile(log, jsonLogs);
        OrchestratorSettings store = new OrchestratorSettings(
                folder,
                database.resolve(folder),
                dataRoots.stream().map(ServeCommand::root).toList(),
                OrchestratorSettings.UPLOAD_LIMIT);
        SemigdaSettings roles = SemigdaSettings.ofOneProcess(folder, folder)
                .withServer(Optional.of(new SemigdaSettings.Server(host, Optional.of(port), token, true, tls())))
                .withStore(store)
                .withCluster(new ClusterSettings(
                        cluster, clusterSecret, new ClusterSettings.Place(clusterHost, clusterPort, clusterPublish)))
                .withDevices(devices);
        try (Interrupts interrupts = Interrupts.take(() -> {});
                Semigda system = Semigda.start(roles)) {
            String hint = tokenFile
                    .map(file -> "?token=... (the one in " + file + ")")
                    .orElse("");
            system.cluster().ifPresent(address -> terminal.out()
                    .println("workers: semigda worker --join " + address.host() + ":" + address.port()));
            system.address().ifPresent(address -> terminal.out().println("page: " + address + hint));
            terminal.out().flush();
            interrupts.await();
            terminal.err().println("ending");
        }
        return 0;
    }

    private static boolean hasTokens(Path folder) {
        try {
            return !new TokenFile(folder).list().isEmpty();
        } catch (IOException e) {
            throw new UserError("the tokens of " + folder + " cannot be read (" + e + ")", e);
        }
    }

    private static Path root(Path given) {
        if (!Files.isDirectory(given)) {
            throw new UserError("--data-root " + given + " is not a folder");
        }
        return given.toAbsolutePath().normalize();
    }

    private Optional<SemigdaSettings.Tls> tls() {
        if (certificate.isPresent() != key.isPresent()) {
            throw new UserError("--tls-cert and --tls-key belong together; give both or none");
        }
        certificate.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new UserError("--tls-cert " + file + " cannot be read");
        });
        key.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new UserError("--tls-key " + file + " cannot be read");
        });
        return certificate.map(file -> new SemigdaSettings.Tls(file, key.orElseThrow()));
    }

    private static String token(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UserError("--token-file " + file + " cannot be read (" + e + ")", e);
        }
        if (token.length() < SHORTEST_TOKEN || !token.matches("[A-Za-z0-9._~+/=-]+")) {
            throw new UserError("--token-file " + file + " must hold one word of at least " + SHORTEST_TOKEN
                    + " letters, digits or ._~+/=-");
        }
        return token;
    }
}
