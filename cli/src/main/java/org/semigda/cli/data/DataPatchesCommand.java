package org.semigda.cli.data;

import java.io.File;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Terminal;
import org.semigda.data.BcssPatches;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data patches}: BCSS's regions in pieces that can be trained on. */
@Command(
        name = "patches",
        description = "Crop the regions of BCSS into patches with masks of foreground and background.")
final class DataPatchesCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "Folder with rgbs_colorNormalized/ and masks/.")
    private Path regions = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write images/ and masks/ to.")
    private Path out = Path.of("");

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "1024",
            description = "Side of a patch. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--foreground",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Class numbers that are foreground. Default: ${DEFAULT-VALUE}, tumour.")
    private Set<Integer> foreground = Set.of(1);

    DataPatchesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        int patches = new BcssPatches(size, foreground)
                .crop(regions, out, (done, total) -> printer.progress("cropping regions  " + done + "/" + total));
        printer.clear();
        terminal.out().println("wrote " + patches + " patches with masks to " + out + File.separator);
        return 0;
    }
}
