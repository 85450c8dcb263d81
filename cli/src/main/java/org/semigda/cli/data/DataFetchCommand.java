package org.semigda.cli.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.semigda.cli.console.ProgressPrinter;
import org.semigda.cli.console.Shell;
import org.semigda.cli.console.Terminal;
import org.semigda.cli.console.Transfer;
import org.semigda.conf.UserError;
import org.semigda.data.DataSet;
import org.semigda.data.fetch.Download;
import org.semigda.data.fetch.FetchedSet;
import org.semigda.data.fetch.PublicSet;
import org.semigda.data.fetch.Unzip;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data fetch}: a public data set, downloaded and unpacked. */
@Command(
        name = "fetch",
        description = "Download a public data set; the same command goes on where a download broke off.")
final class DataFetchCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "kvasir-seg, busi or isic2018; cvc-clinicdb, colonoscopy and bcss say how to get them.")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to unpack into. Default: ./NAME.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Take the archive from here instead; repeat it for a set of several archives.")
    private List<URI> urls = List.of();

    @Option(names = "--sha256", paramLabel = "HEX", description = "Refuse an archive with another SHA-256.")
    private Optional<String> sha256 = Optional.empty();

    DataFetchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        PublicSet set = PublicSet.named(name);
        List<URI> archives = urls.isEmpty() ? set.archives() : urls;
        if (archives.isEmpty()) {
            throw new UserError(
                    name + " cannot be fetched: " + set.byHand() + ". See " + set.page() + "; terms: " + set.terms());
        }
        for (URI archive : archives) {
            if (!"http".equals(archive.getScheme()) && !"https".equals(archive.getScheme())) {
                throw new UserError("--url " + archive + " is no http or https address");
            }
        }
        if (sha256.isPresent() && archives.size() > 1) {
            throw new UserError("--sha256 is for one archive, and " + name + " has " + archives.size());
        }
        Path folder = out.orElse(Path.of(name));
        ProgressPrinter printer = new ProgressPrinter(terminal, System::currentTimeMillis);
        Transfer transfer = new Transfer(System::currentTimeMillis);
        printer.note("terms: " + set.terms() + " (" + set.page() + ")");
        List<Download.Fetched> fetched = new FetchedSet(Download.usual(), Unzip.Limits.usual())
                .into(
                        folder,
                        archives,
                        sha256,
                        (what, done, total) -> printer.progress(
                                what.startsWith("unpacking")
                                        ? what + "  " + done + "/" + total
                                        : transfer.line(what, done, total)));
        printer.clear();
        for (Download.Fetched archive : fetched) {
            terminal.out().println("sha256      " + archive.sha256() + "  " + archive.file());
        }
        DataSet found = DataSet.openBelow(folder);
        terminal.out().println("data        " + found.root());
        terminal.out()
                .println("layout      " + found.layout() + ", " + found.items().size() + " images");
        terminal.out()
                .println("look        semigda data inspect "
                        + Shell.quote(found.root().toString()));
        return 0;
    }
}
