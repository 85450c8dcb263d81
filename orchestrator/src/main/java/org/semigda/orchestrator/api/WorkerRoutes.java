package org.semigda.orchestrator.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.semigda.conf.Keys;
import org.semigda.orchestrator.run.RunRecord;
import org.semigda.orchestrator.transfer.AttemptTokens;
import org.semigda.orchestrator.transfer.BadTransfer;
import org.semigda.orchestrator.transfer.RunInbox;
import org.semigda.protocol.FileListing;
import org.semigda.protocol.RunId;
import org.semigda.protocol.Transfer;
import org.semigda.protocol.Wire;
import org.semigda.protocol.WireException;
import org.semigda.protocol.WorkerFiles;

/**
 * Files for workers on other machines. Whoever asks shows the token of an attempt; it opens that run's inputs and results and
 * nothing else, for as long as the attempt is the run's newest. What is sent is named by its hash, never by a path.
 */
final class WorkerRoutes {

    /** One request brings at most so much; the next one goes on. */
    static final int PIECE = 8 << 20;

    private static final long LARGEST_FILE = 64L << 30;

    private final Vertx vertx;
    private final RunLookup lookup;
    private final AttemptTokens tokens;
    private final FileListing.Reader reader = new FileListing.Reader();
    private final Map<RunId, RunInbox> inboxes = new ConcurrentHashMap<>();
    private final Map<RunId, Map<String, Path>> listed = new ConcurrentHashMap<>();

    WorkerRoutes(Vertx vertx, RunLookup lookup, AttemptTokens tokens) {
        this.vertx = vertx;
        this.lookup = lookup;
        this.tokens = tokens;
    }

    /** What the run needs and has. */
    void files(RoutingContext request) {
        answer(request, run -> () -> Wire.write(files(run)));
    }

    /** The bytes of one of the files that {@link #files} lists. */
    void content(RoutingContext request) {
        String sha256 = hash(request);
        attempt(request)
                .compose(run -> vertx.executeBlocking(() -> find(run, sha256), false))
                .compose(file -> RangedFile.send(request, vertx, file))
                .onFailure(request::fail);
    }

    void part(RoutingContext request) {
        String sha256 = hash(request);
        answer(request, run -> () -> Wire.write(inbox(run).part(sha256)));
    }

    /** Takes the next bytes of a part. Whoever has no token is told before they are read. */
    void append(RoutingContext request) {
        String sha256 = hash(request);
        long from = Parameters.number(request, "from", 0);
        long size = Parameters.number(request, "size", 0);
        attempt(request)
                .compose(run -> body(request)
                        .compose(bytes -> vertx.executeBlocking(
                                () -> Wire.write(inbox(run).append(sha256, from, size, bytes.getBytes())), false)))
                .onFailure(error -> request.fail(shown(error)))
                .onSuccess(text -> Answers.json(request, text));
    }

    /** Gives names to parts. */
    void commit(RoutingContext request) {
        answer(request, run -> () -> {
            WorkerFiles.Commit commit;
            try {
                commit = Wire.read(request.body().asString(), WorkerFiles.Commit.class);
            } catch (WireException e) {
                throw Problem.badRequest("bad-commit", Parameters.cut(String.valueOf(e.getMessage()), 300));
            }
            inbox(run).commit(commit);
            return new JsonObject().put("committed", true).encode();
        });
    }

    private interface Work {
        Callable<String> of(RunService.RunDetails run);
    }

    private void answer(RoutingContext request, Work work) {
        attempt(request)
                .compose(run -> vertx.executeBlocking(work.of(run), false))
                .onFailure(error -> request.fail(shown(error)))
                .onSuccess(text -> Answers.json(request, text));
    }

    private static Throwable shown(Throwable error) {
        return error instanceof BadTransfer bad
                ? new Problem.Found(new Problem(bad.status(), bad.code(), String.valueOf(bad.getMessage())))
                : error;
    }

    private static Future<Buffer> body(RoutingContext request) {
        long claimed = Parameters.header(request, "Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElse(Long.MAX_VALUE); // a body of unknown length is not taken
        if (claimed > PIECE) {
            throw new Problem.Found(new Problem(413, "too-large", "at most " + PIECE + " bytes are taken at once"));
        }
        Future<Buffer> body = request.request().body();
        request.request().resume();
        return body;
    }

    /** The run, if the token is that of its newest attempt and the attempt is not over. */
    private Future<RunService.RunDetails> attempt(RoutingContext request) {
        String token = Parameters.header(request, Transfer.HEADER).orElse("");
        OptionalInt attempt = tokens.attempt(RunLookup.id(request), token);
        if (attempt.isEmpty()) {
            throw new Problem.Found(
                    new Problem(401, "attempt-token-needed", "only workers come here, with their attempt's token"));
        }
        return lookup.find(request).map(run -> {
            RunRecord record = run.view().record();
            if (record.attempt() != attempt.getAsInt() || record.state().ended()) {
                throw new Problem.Found(new Problem(
                        409,
                        "stale-attempt",
                        "attempt " + attempt.getAsInt() + " of the run is over; its worker should end"));
            }
            return run;
        });
    }

    private static String hash(RoutingContext request) {
        return String.valueOf(request.pathParam("sha256"));
    }

    private RunInbox inbox(RunService.RunDetails run) {
        return inboxes.computeIfAbsent(
                run.view().id(), id -> new RunInbox(run.folder().path(), LARGEST_FILE));
    }

    private WorkerFiles files(RunService.RunDetails run) throws IOException {
        List<WorkerFiles.Input> inputs = new ArrayList<>();
        for (Map.Entry<String, Path> input : inputs(run).entrySet()) {
            Path place = input.getValue();
            if (Files.exists(place)) { // a worker that needs what is missing says so itself
                inputs.add(new WorkerFiles.Input(
                        input.getKey(), place.toString(), Files.isRegularFile(place), reader.of(place)));
            }
        }
        Path folder = run.folder().path();
        WorkerFiles files = new WorkerFiles(inputs, reader.of(folder, WorkerRoutes::isResult));
        listed.put(run.view().id(), byHash(folder, files));
        return files;
    }

    private static Map<String, Path> byHash(Path folder, WorkerFiles files) {
        Map<String, Path> byHash = new HashMap<>();
        for (WorkerFiles.Input input : files.inputs()) {
            Path place = Path.of(input.path());
            for (FileListing.Entry entry : input.listing().files()) {
                byHash.put(entry.sha256(), input.file() ? place : place.resolve(entry.path()));
            }
        }
        files.results().files().forEach(entry -> byHash.put(entry.sha256(), folder.resolve(entry.path())));
        return Map.copyOf(byHash);
    }

    private static boolean isResult(String path) {
        return path.equals("split.json") || path.startsWith("checkpoints/");
    }

    private static Map<String, Path> inputs(RunService.RunDetails run) {
        RunRecord record = run.view().record();
        Map<String, Path> inputs = new LinkedHashMap<>();
        inputs.put("data", Path.of(record.spec().data()));
        for (String key : List.of(Keys.DATA_UNLABELLED.key(), Keys.VAE_WEIGHTS.key())) {
            String path = record.settings().getOrDefault(key, "");
            if (!path.isEmpty()) {
                inputs.put(key, Path.of(path));
            }
        }
        return inputs;
    }

    /** Looks among what was listed last; a file that is not there any more has the list made anew. */
    private Path find(RunService.RunDetails run, String sha256) throws IOException {
        Path file = listed.getOrDefault(run.view().id(), Map.of()).get(sha256);
        if (file == null || !Files.isRegularFile(file)) {
            files(run);
            file = listed.getOrDefault(run.view().id(), Map.of()).get(sha256);
        }
        if (file == null) {
            throw Problem.notFound(
                    "no-content", "no file of the run has this SHA-256 any more; ask for the list again");
        }
        return file;
    }
}
