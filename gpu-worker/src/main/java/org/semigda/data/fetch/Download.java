package org.semigda.data.fetch;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.OptionalLong;
import org.semigda.data.DataException;

/**
 * Gets one file over HTTP. What has arrived stays in {@code NAME.part} and is continued by a range request, after a
 * dropped connection and after a restart alike; the file gets its name once it is whole, with its SHA-256 beside it in
 * {@code NAME.sha256}.
 */
public final class Download {

    private static final int BUFFER = 1 << 16;

    /** Hears how many bytes are there, of how many; the total is -1 where the server does not say. */
    @FunctionalInterface
    public interface Listener {
        void progress(long done, long total);
    }

    /** Waits before the n-th try (from 1) since anything last arrived. */
    @FunctionalInterface
    public interface Pause {
        void before(int attempt) throws InterruptedException;
    }

    /**
     * When to give up.
     *
     * @param attempts tries in a row without a byte
     * @param silence how long a connection may say nothing
     * @param mostBytes larger files are refused
     */
    public record Limits(int attempts, Duration silence, long mostBytes) {

        /** Six tries, a minute of silence, 64 GiB. */
        public static Limits usual() {
            return new Limits(6, Duration.ofMinutes(1), 64L << 30);
        }
    }

    /**
     * A file that has arrived.
     *
     * @param sha256 in hexadecimal
     */
    public record Fetched(Path file, long bytes, String sha256) {}

    /** A connection that broke: what arrived is kept, and the next try goes on. */
    private static final class Dropped extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean something;

        Dropped(String why, boolean something) {
            super(why);
            this.something = something;
        }
    }

    private final HttpClient client;
    private final Limits limits;
    private final Pause pause;
    private final Map<String, String> headers;

    public Download(HttpClient client, Limits limits, Pause pause) {
        this(client, limits, pause, Map.of());
    }

    /** @param headers sent with every request, such as what shows who asks */
    public Download(HttpClient client, Limits limits, Pause pause, Map<String, String> headers) {
        this.client = client;
        this.limits = limits;
        this.pause = pause;
        this.headers = Map.copyOf(headers);
    }

    /** One that waits 1, 2, 4, ... up to 30 seconds between tries, and follows redirects. */
    public static Download usual() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        return new Download(
                client, Limits.usual(), attempt -> Thread.sleep(Math.min(30_000, 500L << Math.min(attempt, 6))));
    }

    /**
     * Gets a file, unless it is there already.
     *
     * @param expected the SHA-256 it must have, where that is known
     * @throws DataException if the server has no such file, answers with a page instead, the file is too large or not
     *     the expected one, or nothing arrives any more
     */
    public Fetched fetch(URI from, Path target, Optional<String> expected, Listener listener)
            throws InterruptedException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            if (!Files.exists(target)) {
                Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
                receive(from, part, target, listener);
            }
            return finish(part, target, expected);
        } catch (IOException e) {
            throw new DataException("cannot write " + target + ": " + e, e);
        }
    }

    private void receive(URI from, Path part, Path target, Listener listener) throws IOException, InterruptedException {
        int failures = 0;
        while (true) {
            try {
                request(from, part, target, listener);
                return;
            } catch (Dropped e) {
                failures = e.something ? 1 : failures + 1;
                if (failures >= limits.attempts()) {
                    throw new DataException(
                            from + " does not answer any more (" + e.getMessage() + "); " + there(part)
                                    + " bytes are kept in " + part + ", the same command goes on from there",
                            e);
                }
                pause.before(failures);
            }
        }
    }

    private void request(URI from, Path part, Path target, Listener listener)
            throws IOException, InterruptedException, Dropped {
        long there = there(part);
        Path tag = part.resolveSibling(part.getFileName() + ".etag");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(from).timeout(limits.silence()).header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (there > 0) {
            request.header("Range", "bytes=" + there + "-");
            if (Files.exists(tag)) {
                request.header("If-Range", Files.readString(tag));
            }
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new Dropped(String.valueOf(e.getMessage()), false);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() == 416 && isWhole(response, there)) {
                return;
            }
            long start = start(from, response, there, target);
            long total = total(response, start);
            if (total > limits.mostBytes()) {
                throw new DataException(from + " is " + total + " bytes large, more than the " + limits.mostBytes()
                        + " that are accepted");
            }
            response.headers()
                    .firstValue("ETag")
                    .filter(value -> !value.startsWith("W/"))
                    .ifPresentOrElse(value -> write(tag, value), () -> delete(tag));
            copy(body, part, start, total, listener);
        }
        delete(tag);
    }

    /** Where the body begins in the file. */
    private long start(URI from, HttpResponse<?> response, long there, Path target) throws Dropped {
        int status = response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (status == 416) {
            throw restart(target);
        }
        if (status >= 500 || status == 408 || status == 429) {
            throw new Dropped("status " + status, false);
        }
        if (status != 200 && status != 206) {
            throw new DataException(from + " answers with status " + status
                    + (status == 401 || status == 403 ? ": it needs a login" : "")
                    + "; give another address with --url, or download the file by hand to " + target);
        }
        if (type.startsWith("text/html")) {
            throw new DataException(from + " answers with a web page, not a file: it wants a login or a form; download"
                    + " the file by hand to " + target + " and run the command again");
        }
        if (status == 200) {
            return 0;
        }
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + there + "-")) {
            throw restart(target);
        }
        return there;
    }

    /** Asked for what comes after the end: everything is there already. */
    private static boolean isWhole(HttpResponse<?> response, long there) {
        return response.headers().firstValue("Content-Range").orElse("").equals("bytes */" + there);
    }

    /** What is there does not fit what the server has. */
    private static Dropped restart(Path target) {
        delete(target.resolveSibling(target.getFileName() + ".part"));
        return new Dropped("the file on the server is another one now", false);
    }

    private static long total(HttpResponse<?> response, long start) {
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        return length.isPresent() ? length.getAsLong() + start : -1;
    }

    private void copy(InputStream body, Path part, long start, long total, Listener listener)
            throws IOException, Dropped {
        long done = start;
        try (Watchdog watchdog = new Watchdog(body, limits.silence());
                FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.truncate(start);
            file.position(start);
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int read;
                try {
                    read = body.read(buffer);
                } catch (IOException e) {
                    throw new Dropped(watchdog.barked() ? "silence" : String.valueOf(e.getMessage()), done > start);
                }
                if (read < 0) {
                    break;
                }
                watchdog.fed();
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
                    file.write(bytes);
                }
                done += read;
                if (done > limits.mostBytes()) {
                    throw new DataException("more than the " + limits.mostBytes() + " bytes that are accepted arrive");
                }
                listener.progress(done, total);
            }
            file.force(true);
            if (watchdog.barked() || total >= 0 && done < total) {
                throw new Dropped("the connection ended after " + done + " of " + total + " bytes", done > start);
            }
        }
    }

    private static Fetched finish(Path part, Path target, Optional<String> expected) throws IOException {
        boolean fresh = !Files.exists(target);
        Path file = fresh ? part : target;
        String sha256 = Sha256.of(file);
        if (expected.isPresent() && !expected.get().equalsIgnoreCase(sha256)) {
            if (fresh) {
                Files.delete(part);
            }
            throw new DataException(target + " has SHA-256 " + sha256 + ", not " + expected.get()
                    + (fresh ? "; it was removed" : "; remove it") + ", try again or another address");
        }
        if (fresh) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        write(target.resolveSibling(target.getFileName() + ".sha256"), sha256 + "  " + target.getFileName() + "\n");
        return new Fetched(target, Files.size(target), sha256);
    }

    private static long there(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new DataException("cannot write " + file + ": " + e, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new DataException("cannot remove " + file + ": " + e, e);
        }
    }
}
