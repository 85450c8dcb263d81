package org.semigda.cli.console;

import java.util.Locale;
import java.util.function.LongSupplier;

/** A transfer in a line: how much is there, how fast it comes, how long it will take. */
public final class Transfer {

    private final LongSupplier clock;
    private String what = "";
    private long since;
    private long from;

    /** @param clock milliseconds from any start */
    public Transfer(LongSupplier clock) {
        this.clock = clock;
    }

    /** The line for bytes of a file; the speed is that since the file's first line. */
    public String line(String name, long done, long total) {
        long now = clock.getAsLong();
        if (!name.equals(what)) {
            what = name;
            since = now;
            from = done;
        }
        double perSecond = now > since ? (done - from) * 1000.0 / (now - since) : 0;
        String speed = perSecond > 0 ? String.format(Locale.ROOT, "  %.1f MB/s", perSecond / 1e6) : "";
        if (total <= 0) {
            return String.format(Locale.ROOT, "%s  %.1f MB%s", name, done / 1e6, speed);
        }
        String left =
                perSecond > 0 ? String.format(Locale.ROOT, "  %.0f s left", Math.ceil((total - done) / perSecond)) : "";
        return String.format(
                Locale.ROOT,
                "%s  %d%%  %.1f of %.1f MB%s%s",
                name,
                done * 100 / total,
                done / 1e6,
                total / 1e6,
                speed,
                left);
    }
}
