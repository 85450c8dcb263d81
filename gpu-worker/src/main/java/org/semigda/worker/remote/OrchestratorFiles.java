package org.semigda.worker.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.semigda.conf.UserError;
import org.semigda.data.fetch.Download;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.RunId;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WorkerFiles;

/**
 * The files of a run, at the orchestrator. Every request is made again while the orchestrator does not answer, as long as
 * {@link Patience} says; what was sent before a break is not sent twice.
 */
public final class OrchestratorFiles {

    private static final int PIECE = 4 << 20;
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /**
     * How an orchestrator that does not answer is waited for.
     *
     * @param tries in a row
     * @param pause between two of them
     */
    public record Patience(int tries, Duration pause) {

        /** Most of an hour: long enough for a restart, a repair, a new disk. */
        public static final Patience USUAL = new Patience(1500, Duration.ofSeconds(2));
    }

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Transfer transfer;
    private final String base;
    private final Patience patience;

    public OrchestratorFiles(Transfer transfer, RunId run, Patience patience) {
        this.transfer = transfer;
        this.base = transfer.address() + "/api/v1/worker/runs/" + run.value();
        this.patience = patience;
    }

    /** What the run needs and has. */
    public WorkerFiles list() throws InterruptedException {
        return Wire.read(ask(request("").GET()), WorkerFiles.class);
    }

    /**
     * Gets one file; a part that arrived before is gone on from.
     *
     * @param parts a folder for what has not arrived whole
     */
    public void fetch(FileListing.Entry entry, Path parts, Path target) throws InterruptedException {
        Download.Limits limits = new Download.Limits(patience.tries(), Duration.ofMinutes(1), Long.MAX_VALUE);
        Download download = new Download(
                client,
                limits,
                attempt -> Thread.sleep(patience.pause().toMillis()),
                Map.of(Transfer.HEADER, transfer.token()));
        Path arrived = parts.resolve(entry.sha256());
        download.fetch(
                URI.create(base + "/content/" + entry.sha256()),
                arrived,
                Optional.of(entry.sha256()),
                (done, all) -> {});
        try {
            Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
            Files.move(arrived, target, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(parts.resolve(entry.sha256() + ".sha256"));
        } catch (IOException e) {
            throw new UserError("cannot write " + target + " (" + e + "); make room on this machine's disk", e);
        }
    }

    /** Sends a file's bytes, from where they ended the last time. */
    public void send(Path file, String sha256) throws IOException, InterruptedException {
        String address = "/parts/" + sha256;
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            WorkerFiles.Part part = Wire.read(ask(request(address).GET()), WorkerFiles.Part.class);
            while (!part.whole()) {
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size - part.bytes()));
                while (piece.hasRemaining() && in.read(piece, part.bytes() + piece.position()) >= 0) {
                    // Until the piece is full.
                }
                HttpRequest.Builder put = request(address + "?from=" + part.bytes() + "&size=" + size)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(piece.array(), 0, piece.position()));
                part = sent(put, address);
            }
        }
    }

    /** An answer that was lost may have been a good one: then the next bytes are others. */
    private WorkerFiles.Part sent(HttpRequest.Builder put, String address) throws InterruptedException {
        try {
            return Wire.read(ask(put), WorkerFiles.Part.class);
        } catch (WrongOffset e) {
            return Wire.read(ask(request(address).GET()), WorkerFiles.Part.class);
        }
    }

    /** Gives names to what was sent. */
    public void commit(WorkerFiles.Commit commit) throws InterruptedException {
        ask(request("/results")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Wire.write(commit))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header(Transfer.HEADER, transfer.token());
    }

    private static final class WrongOffset extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private String ask(HttpRequest.Builder request) throws InterruptedException {
        String why = "";
        for (int tries = 0; tries < patience.tries(); tries++) {
            if (tries > 0) {
                Thread.sleep(patience.pause().toMillis());
            }
            try {
                HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                int status = answer.statusCode();
                if (status == 200) {
                    return answer.body();
                }
                if (status == 409 && answer.body().contains("wrong-offset")) {
                    throw new WrongOffset();
                }
                why = "status " + status + " " + answer.body();
                boolean passing = status >= 500 && status != 507 || status == 408 || status == 429 || status == 422;
                if (!passing) {
                    throw new UserError("the orchestrator at " + transfer.address() + " refused: " + why);
                }
            } catch (IOException e) {
                why = String.valueOf(e.getMessage() == null ? e : e.getMessage());
            }
        }
        throw new UserError("the orchestrator at " + transfer.address() + " does not answer any more (" + why
                + "); look whether it runs and whether this machine reaches it");
    }
}
