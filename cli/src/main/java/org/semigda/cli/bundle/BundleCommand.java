package org.semigda.cli.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.FolderTree;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Version;
import org.semigda.conf.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bundle}: this program for a machine without Java, Maven or network. */
@Command(
        name = "bundle",
        description = "Make one folder with this program, its natives and a Java, for a machine without network.")
public final class BundleCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--platform",
            paramLabel = "NAME",
            defaultValue = "linux-x86_64",
            description = "linux-x86_64, or linux-x86_64-gpu for NVIDIA's GPUs. Default: ${DEFAULT-VALUE}.")
    private String platform = "linux-x86_64";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to make.")
    private Path out = Path.of("");

    @Option(
            names = "--split",
            paramLabel = "SIZE",
            description = "Files of at most this size instead, such as 60M, with sums and a script that joins them.")
    private Optional<String> split = Optional.empty();

    public BundleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        NativeJars natives = new NativeJars(platform);
        Optional<Parts> parts = split.map(Parts::parse);
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!machine.equals("Linux amd64")) {
            throw new UserError("a bundle for " + platform + " is made on such a machine; this one is " + machine);
        }
        Bundle bundle = Bundle.ofRunning();
        Path folder = out.toAbsolutePath().normalize();
        if (parts.isEmpty()) {
            bundle.write(natives, folder, terminal.err()::println);
            terminal.out().println(folder + ": try bin/semigda doctor there");
            return 0;
        }
        Bundle.requireEmpty(folder);
        Files.createDirectories(folder);
        Path whole = folder.resolve("semigda-" + Version.current() + "-" + platform);
        try {
            bundle.write(natives, whole, terminal.err()::println);
            terminal.err().println("cutting it into parts");
            int count = parts.get().write(whole, folder);
            terminal.out().println(folder + ": " + count + " parts; there, sh join.sh FOLDER checks and unpacks them");
        } finally {
            if (Files.exists(whole)) {
                FolderTree.delete(whole);
            }
        }
        return 0;
    }
}
