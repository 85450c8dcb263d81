package org.semigda.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.cluster.ClusterSettings;
import org.semigda.cli.console.FolderTree;
import org.semigda.cli.console.Ports;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.serve.Semigda;
import org.semigda.cli.serve.SemigdaSettings;
import org.semigda.orchestrator.api.ApiRoutes;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code warm-up}: does once what commands do at their start, so that the JVM it runs in can archive the classes of that
 * ({@code -XX:ArchiveClassesAtExit}). The launcher starts it after a build; nobody else needs it. Leaves nothing behind.
 */
@Command(name = "warm-up", hidden = true, description = "Load what commands load at their start, and end.")
final class WarmUpCommand implements Callable<Integer> {

    private final Terminal terminal;

    WarmUpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        describe(Commands.all(terminal));
        Path home = Files.createTempDirectory("semigda-warm-up");
        try {
            serve(home);
        } finally {
            FolderTree.delete(home);
        }
        loadTorch();
        return 0;
    }

    /** What {@code --help} prints, of every command. */
    private static void describe(CommandLine command) {
        command.usage(new PrintWriter(Writer.nullWriter()));
        command.getSubcommands().values().forEach(WarmUpCommand::describe);
    }

    /** A server of its own on a free port of loopback, asked the first things that a page asks. */
    private static void serve(Path home) throws IOException, InterruptedException {
        SemigdaSettings.Server server =
                new SemigdaSettings.Server(Ports.LOOPBACK, Optional.of(0), Optional.empty(), true, Optional.empty());
        SemigdaSettings roles = SemigdaSettings.ofOneProcess(home, home)
                .withServer(Optional.of(server))
                .withCluster(new ClusterSettings(Optional.empty(), Optional.empty(), ClusterSettings.Place.LOOPBACK))
                .withDevices("none");
        try (Semigda system = Semigda.start(roles)) {
            HttpClient http = HttpClient.newHttpClient();
            URI base = system.address().orElseThrow();
            for (String path : List.of("health/ready", "runs", "presets", "settings", "nodes")) {
                HttpRequest request = HttpRequest.newBuilder(base.resolve(ApiRoutes.BASE + "/" + path))
                        .build();
                http.send(request, HttpResponse.BodyHandlers.discarding());
            }
            http.send(HttpRequest.newBuilder(base).build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    private static void loadTorch() {
        try {
            TorchNatives.load(NativeLimits.defaults());
        } catch (RuntimeException
                | LinkageError e) { // 'doctor' says what to do about it; help and serve start faster all the same
            LoggerFactory.getLogger(WarmUpCommand.class).warn("without LibTorch: {}", e.toString());
        }
    }
}
