package org.semigda.cli.data;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.UserError;
import org.semigda.data.PhantomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code data phantom}: images like ultrasound with known lesions, for trying everything without a data set. */
@Command(name = "phantom", description = "Generate ultrasound-like images with their masks.")
final class DataPhantomCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write images/ and masks/ to.")
    private Path out = Path.of("");

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "240",
            description = "Number of images. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "128",
            description = "Height and width. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--classes",
            paramLabel = "K",
            defaultValue = "2",
            description = "2: background and dark lesions. 3: bright lesions too. Default: ${DEFAULT-VALUE}.")
    private int classes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same files. Default: ${DEFAULT-VALUE}.")
    private long seed;

    DataPhantomCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (count < 1) {
            throw new UserError("--count is " + count + "; generate at least 1 image");
        }
        if (size < 32 || size > 4096) {
            throw new UserError("--size is " + size + "; it must be from 32 to 4096 pixels");
        }
        if (classes < 2 || classes > 3) {
            throw new UserError("--classes is " + classes + "; phantoms have 2 or 3");
        }
        PhantomGenerator.write(out, count, size, classes, seed);
        terminal.out()
                .println("wrote " + count + " images with masks to " + out + File.separator
                        + (classes > 2 ? "; train on them with --set model.classes=" + classes : ""));
        return 0;
    }
}
