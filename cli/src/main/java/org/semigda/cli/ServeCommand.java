package org.semigda.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.conf.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: orchestrator, page and a worker node for this machine, over a clustered event bus. */
@Command(name = "serve", description = "Serve the page and the API, and train what is submitted, until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {

    private static final int SHORTEST_TOKEN = 16;

    private final Terminal terminal;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = SemigdaSettings.Server.LOOPBACK,
            description = "Address to listen on; anything but loopback needs --token-file. Default: ${DEFAULT-VALUE}.")
    private String host = SemigdaSettings.Server.LOOPBACK;

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

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file with the token every caller must bring.")
    private Optional<Path> tokenFile = Optional.empty();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> token = tokenFile.map(ServeCommand::token);
        if (token.isEmpty() && !HttpGuard.isLoopback(host)) {
            throw new UserError("--host " + host + " lets other machines in; give --token-file too, or listen on "
                    + SemigdaSettings.Server.LOOPBACK);
        }
        cluster.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new UserError("--cluster " + file + " cannot be read");
        });
        Path folder = home.resolve();
        Logging.toFile(folder.resolve("logs").resolve("semigda.log"));
        SemigdaSettings roles = SemigdaSettings.ofOneProcess(folder, folder)
                .withServer(Optional.of(new SemigdaSettings.Server(host, Optional.of(port), token)))
                .withCluster(new SemigdaSettings.Cluster(cluster));
        try (Interrupts interrupts = Interrupts.take(() -> {});
                Semigda system = Semigda.start(roles)) {
            String hint = tokenFile
                    .map(file -> "?token=... (the one in " + file + ")")
                    .orElse("");
            system.address().ifPresent(address -> terminal.out().println("page: " + address + hint));
            terminal.out().flush();
            interrupts.await();
            terminal.err().println("ending");
        }
        return 0;
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
