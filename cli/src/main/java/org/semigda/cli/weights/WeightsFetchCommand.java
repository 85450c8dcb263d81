package org.semigda.cli.weights;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Transfer;
import org.semigda.conf.UserError;
import org.semigda.data.fetch.Download;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weights fetch}: pretrained autoencoders. */
@Command(
        name = "fetch",
        description = "Download a pretrained autoencoder; the same command goes on where a download broke off.")
final class WeightsFetchCommand implements Callable<Integer> {

    private static final String HUB = "https://huggingface.co/";
    private static final Map<String, List<String>> KNOWN = Map.of(
            "sd-vae-ft-mse", List.of("stabilityai/sd-vae-ft-mse/resolve/main/diffusion_pytorch_model.safetensors"),
            "taesd",
                    List.of(
                            "madebyollin/taesd/resolve/main/taesd_encoder.safetensors",
                            "madebyollin/taesd/resolve/main/taesd_decoder.safetensors"));

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "sd-vae-ft-mse (Stable Diffusion's autoencoder, 335 MB, MIT) or taesd (the tiny one, 10 MB, MIT).")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to put the files into. Default: weights/NAME.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Take the file from here instead; repeat it for several files.")
    private List<URI> urls = List.of();

    WeightsFetchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> files = KNOWN.get(name);
        if (files == null) {
            throw new UserError("unknown weights '" + name + "'; there are sd-vae-ft-mse and taesd");
        }
        if (!urls.isEmpty() && urls.size() != files.size()) {
            throw new UserError(name + " has " + files.size() + (files.size() == 1 ? " file" : " files")
                    + "; give as many --url, in this order: " + String.join(", ", files));
        }
        Path folder = out.orElse(Path.of("weights", name));
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        Transfer transfer = new Transfer(System::currentTimeMillis);
        for (int i = 0; i < files.size(); i++) {
            String file = files.get(i).substring(files.get(i).lastIndexOf('/') + 1);
            URI from = urls.isEmpty() ? URI.create(HUB + files.get(i)) : urls.get(i);
            Download.Fetched fetched = Download.usual()
                    .fetch(
                            from,
                            folder.resolve(file),
                            Optional.empty(),
                            (done, total) -> printer.progress(transfer.line("fetching " + file, done, total)));
            printer.clear();
            requireSafetensors(fetched.file());
            terminal.out().println("sha256      " + fetched.sha256() + "  " + fetched.file());
        }
        terminal.out()
                .println("use         --set vae.weights=" + folder
                        + (name.equals("taesd") ? " --set vae.kind=taesd" : ""));
        return 0;
    }

    /** Safetensors begin with the length of their header and the header's brace. */
    private static void requireSafetensors(Path file) {
        ByteBuffer start = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
        long size;
        try (FileChannel channel = FileChannel.open(file)) {
            size = channel.size();
            while (start.hasRemaining() && channel.read(start) >= 0) {}
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e, e);
        }
        if (start.hasRemaining() || start.getLong(0) < 2 || start.getLong(0) > size - 8 || start.get(8) != '{') {
            throw new UserError(file + " is no safetensors file; remove it and try another address with --url");
        }
    }
}
