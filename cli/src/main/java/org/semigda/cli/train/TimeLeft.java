package org.semigda.cli.train;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.infer.FolderPredictor;

/** Shows how many images are predicted and how long the others will take at the same pace. */
final class TimeLeft implements FolderPredictor.Listener {

    private static final double SECOND = 1e9;

    private final ProgressPrinter printer;
    private final LongSupplier clock;
    private final long start;
    private int images;
    private int total = 1;

    /** @param clock nanoseconds from any start */
    TimeLeft(ProgressPrinter printer, LongSupplier clock) {
        this.printer = printer;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    @Override
    public void progress(int done, int all, Path image) {
        images = done;
        total = all;
        printer.progress("predicting  " + done + "/" + all + left((double) done / all));
    }

    @Override
    public void tiles(int done, int all, Path image) {
        printer.progress("predicting  " + images + " images, tile " + done + "/" + all + " of " + image.getFileName()
                + (total == 1 ? left((double) done / all) : ""));
    }

    private String left(double share) {
        double elapsed = (clock.getAsLong() - start) / SECOND;
        long seconds = Math.round(elapsed / share * (1 - share));
        if (seconds < 1) {
            return "";
        }
        return seconds < 60
                ? ", " + seconds + " s left"
                : String.format(Locale.ROOT, ", %d min %02d s left", seconds / 60, seconds % 60);
    }
}
